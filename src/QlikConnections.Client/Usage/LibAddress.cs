namespace QlikConnections.Client.Usage;

/// <summary>The connection in an address such as <c>lib://Finance:Landing/2026/a.qvd</c>, or in the name behind LIB CONNECT TO.</summary>
/// <param name="Space">The space; empty for a colon alone, null without one.</param>
/// <param name="Name">The connection.</param>
internal sealed record class LibAddress(string? Space, string Name)
{
    private const string Scheme = "lib://";

    /// <summary>What is a folder of the space and no connection.</summary>
    private static readonly string[] Folders = ["DataFiles", "AttachedFiles"];

    /// <summary>True if the name is one that no connection has.</summary>
    public bool IsFolder => Folders.Contains(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>True if all of the name is known.</summary>
    public bool IsKnown => Name.Length > 0 && !HasExpansion(Name) && (Space is null || !HasExpansion(Space));

    /// <summary>True if the address is one of a connection, whatever is not known of it.</summary>
    public static bool IsLib(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>True if the text may become such an address: what is known of it does not exclude that.</summary>
    public static bool CanBecomeLib(string text) =>
        text.IndexOf("$(", StringComparison.Ordinal) is >= 0 and var known
        && Scheme.StartsWith(text.Substring(0, known), StringComparison.OrdinalIgnoreCase);

    /// <summary>The connection of an address.</summary>
    public static LibAddress Parse(string address)
    {
        var text = address.Substring(Scheme.Length);
        return OfName(text.Substring(0, NameEnd(text)));
    }

    /// <summary>The connection of a name with or without a space.</summary>
    public static LibAddress OfName(string text)
    {
        text = text.Trim();
        var colon = text.IndexOf(':');
        var expansion = text.IndexOf("$(", StringComparison.Ordinal);
        return colon < 0 || (expansion >= 0 && expansion < colon && text.LastIndexOf("):", StringComparison.Ordinal) < 0)
            ? new LibAddress(null, text)
            : new LibAddress(text.Substring(0, colon), text.Substring(colon + 1));
    }

    /// <summary>The part of an address that names the connection; empty if it names none.</summary>
    public static string RootOf(string address) =>
        IsLib(address) ? address.Substring(0, Scheme.Length + NameEnd(address.Substring(Scheme.Length))) + "/" : "";

    /// <summary>The first slash of either kind that is not in an expansion.</summary>
    private static int NameEnd(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isOpening = text[i] == '(' && (depth > 0 || (i > 0 && text[i - 1] == '$'));
            depth += isOpening ? 1 : text[i] == ')' && depth > 0 ? -1 : 0;
            if (depth == 0 && text[i] is '/' or '\\')
            {
                return i;
            }
        }

        return text.Length;
    }

    private static bool HasExpansion(string text) => text.IndexOf("$(", StringComparison.Ordinal) >= 0;
}

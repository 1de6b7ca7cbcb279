namespace QlikConnections.Sandbox.Repository;

/// <summary>User directory and user id, which together are unique and are compared without case [qrs 6.4, 8.1].</summary>
internal sealed class AccountName(string directory, string id) : IEquatable<AccountName>
{
    public string Directory { get; } = directory;

    public string Id { get; } = id;

    /// <summary>Reads DIR\id; the id may hold dots, blanks, hyphens and further backslashes.</summary>
    public static AccountName Parse(string text)
    {
        var parting = text.IndexOf('\\');
        return parting > 0 && parting < text.Length - 1
            ? new(text.Substring(0, parting), text.Substring(parting + 1))
            : throw new ArgumentException($"'{text}' is not of the form DIRECTORY\\id.", nameof(text));
    }

    public bool Equals(AccountName? other) => other is not null && StringComparer.OrdinalIgnoreCase.Equals(ToString(), other.ToString());

    public override bool Equals(object? obj) => Equals(obj as AccountName);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    public override string ToString() => Directory + "\\" + Id;
}

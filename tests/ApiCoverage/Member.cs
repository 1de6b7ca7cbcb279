namespace ApiCoverage;

/// <summary>
/// Something a source names: an endpoint, parameter, field or status. <paramref name="Part"/> is the part of the source that names it,
/// such as "Qlik Cloud 2.1"; <paramref name="Where"/> is where it stands in an exchange, null when the source does not say so in a form
/// that can be read. A member that is only <paramref name="IsMentioned"/> may belong to another part, or be no member but a value.
/// </summary>
internal sealed record class Member(string Part, string? Where, string Name, bool IsMentioned = false)
{
    /// <summary>The part of members whose row may stand in any section.</summary>
    public const string Anywhere = "anywhere";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Whether a name is of the form "GET /path".</summary>
    public static bool IsEndpoint(string name) => Methods.Any(method => name.StartsWith(method + " /", StringComparison.Ordinal));

    /// <summary>Whether a row that is called so is about this member. Sources give paths relative to a base of their own.</summary>
    public bool IsNamed(string row)
    {
        if (!IsEndpoint(Name))
        {
            return row == Name;
        }

        var path = Name.IndexOf('/', StringComparison.Ordinal);
        return IsEndpoint(row)
            && row.StartsWith(Name[..path], StringComparison.Ordinal)
            && row.EndsWith(Name[path..], StringComparison.Ordinal);
    }
}

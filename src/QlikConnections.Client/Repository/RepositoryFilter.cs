namespace QlikConnections.Client.Repository;

/// <summary>Builds filters of the repository [qrs 9]. The only place where text becomes part of one.</summary>
internal static class RepositoryFilter
{
    /// <summary>A comparison of a property with any of the texts; null when there is none to compare with.</summary>
    public static string? AnyOf(string property, IReadOnlyList<TextMatch> matches) =>
        Or(matches.Select(m => $"{property} {Operator(m.Kind)} {Literal(m.Text)}"));

    /// <summary>A comparison of a property with any of the ids, which are not quoted.</summary>
    public static string? AnyId(string property, IEnumerable<string> ids) => Or(ids.Select(id => $"{property} eq {Guid.Parse(id):D}"));

    /// <summary>Parts of which one must hold. Always in brackets: the precedence of "and" over "or" is not documented.</summary>
    public static string? Or(IEnumerable<string> parts)
    {
        var list = parts.ToArray();
        return list.Length switch { 0 => null, 1 => list[0], _ => $"({string.Join(" or ", list)})" };
    }

    /// <summary>Parts that must all hold; null when there is none.</summary>
    public static string? And(params string?[] parts)
    {
        var present = parts.Where(p => !string.IsNullOrEmpty(p)).ToArray();
        return present.Length == 0 ? null : string.Join(" and ", present);
    }

    /// <summary>A string literal: single quotes, backslash before backslash and quote. Doubling the quote is refused by the
    /// server.</summary>
    public static string Literal(string text) => $"'{text.Replace(@"\", @"\\").Replace("'", @"\'")}'";

    private static string Operator(TextMatchKind kind) => kind switch
    {
        TextMatchKind.Equal => "eq",
        TextMatchKind.StartsWith => "sw",
        TextMatchKind.EndsWith => "ew",
        _ => "so",
    };
}

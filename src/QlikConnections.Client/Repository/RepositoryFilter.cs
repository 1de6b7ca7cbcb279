namespace QlikConnections.Client.Repository;

/// <summary>Builds filters of the repository [qrs 9]. The only place where text becomes part of one.</summary>
internal static class RepositoryFilter
{
    /// <summary>A comparison of a property with any of the texts; null when there is none to compare with.</summary>
    public static string? AnyOf(string property, IReadOnlyList<TextMatch> matches) =>
        FilterText.Or(matches.Select(m => $"{property} {Operator(m.Kind)} {Literal(m.Text)}"));

    /// <summary>A comparison of a property with any of the ids, which are written without quotes.</summary>
    public static string? AnyId(string property, IEnumerable<string> ids) =>
        FilterText.Or(ids.Select(id => $"{property} eq {Guid.Parse(id):D}"));

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

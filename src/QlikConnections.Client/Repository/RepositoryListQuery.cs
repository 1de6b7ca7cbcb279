namespace QlikConnections.Client.Repository;

/// <summary>Converts a query to the query parts of addresses, as few as possible [qrs 9].</summary>
internal static class RepositoryListQuery
{
    private const int MostNames = 40;
    private const int LongestNameFilter = 3000;

    /// <summary>The query part of an address; empty if there are no parameters.</summary>
    public static string Of(string? filter, params string?[] others)
    {
        string?[] parts = [filter is null ? null : "filter=" + Uri.EscapeDataString(filter), .. others];
        var given = parts.Where(p => p is not null).ToArray();
        return given.Length == 0 ? "" : "?" + string.Join("&", given);
    }

    /// <summary>The sort parameter; null for the default order.</summary>
    public static string? Order(DataConnectionQuery query) =>
        query.OrderBy is not { } key
            ? null
            : "orderby="
                + Uri.EscapeDataString(
                    key switch
                    {
                        QlikSortKey.Created => "createdDate",
                        QlikSortKey.Modified => "modifiedDate",
                        _ => "name",
                    } + (query.Descending ? " desc" : " asc")
                );

    /// <summary>One filter, or several when many names would make an address too long [qrs 9.7].</summary>
    public static IEnumerable<string?> Filters(DataConnectionQuery query)
    {
        foreach (
            var names in NameBatches.Of(
                query.Names,
                n => Uri.EscapeDataString(RepositoryFilter.AnyOf(" or name", [n])!).Length,
                LongestNameFilter,
                MostNames
            )
        )
        {
            yield return FilterText.And(
                RepositoryFilter.AnyOf("name", names),
                RepositoryFilter.AnyOf("type", query.Types),
                RepositoryFilter.AnyOf("tags.name", query.Tags),
                RepositoryFilter.AnyId("owner.id", query.OwnerIds),
                query.NativeFilter is { Length: > 0 } native ? $"({native})" : null);
        }
    }
}

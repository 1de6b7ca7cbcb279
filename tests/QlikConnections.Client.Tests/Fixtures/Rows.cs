namespace QlikConnections.Client.Tests;

/// <summary>Reads lists to their end.</summary>
internal static class Rows
{
    public static async Task<IReadOnlyList<DataConnectionPage>> PagesAsync(this IDataConnectionClient client, DataConnectionQuery query)
    {
        var pages = new List<DataConnectionPage>();
        await foreach (var page in client.ListAsync(query, TestContext.Current.CancellationToken))
        {
            pages.Add(page);
        }

        return pages;
    }

    /// <summary>All rows of a list without names.</summary>
    public static async Task<IReadOnlyList<QlikDataConnection>> RowsAsync(
        this IDataConnectionClient client,
        DataConnectionQuery? query = null
    ) => [.. (await client.PagesAsync(query ?? new() { IncludeNames = false })).SelectMany(p => p.Items)];

    public static async Task<QlikDataConnection> OneAsync(this IDataConnectionClient client, string name) =>
        Assert.Single(await client.RowsAsync(Named(name)));

    public static DataConnectionQuery Named(params string[] names) =>
        new() { IncludeNames = false, Names = [.. names.Select(n => new TextMatch(TextMatchKind.Equal, n))] };
}

using System.Globalization;

namespace QlikConnections.Client.Cloud;

/// <summary>Converts a query to addresses, as few as the API allows (data-connections reference, GET).</summary>
internal static class CloudListQuery
{
    /// <summary>Names in one filter, as encoded: an address must stay well below the 8 KB that servers and proxies accept.</summary>
    private const int LongestNameFilter = 4000;

    /// <summary>What a comparison adds to its literal: <c>qName eq</c>, <c>or</c> and blanks, as encoded.</summary>
    private const int ComparisonLength = 30;

    /// <summary>The parameter that includes connections of disabled data sources, at the end of an address.</summary>
    public const string WithDisabled = "&includeDisabled=true";

    /// <summary>One address per space, owner and batch of names asked for; one in all for a plain list.</summary>
    public static IEnumerable<string> Of(CloudApi api, DataConnectionQuery query, string? ownUserId) =>
        from space in query.Spaces.Count == 0 ? [null] : query.Spaces.Cast<QlikSpace?>()
        from owner in query.OwnerIds.Count == 0 ? [null] : query.OwnerIds.Cast<string?>()
        from names in NameBatches.Of(
            query.Names,
            n => Uri.EscapeDataString(ScimFilter.Literal(n.Text)).Length + ComparisonLength,
            LongestNameFilter
        )
        select Address(api, query, names, space, owner, ownUserId);

    private static string Address(
        CloudApi api,
        DataConnectionQuery query,
        IReadOnlyList<TextMatch> names,
        QlikSpace? space,
        string? owner,
        string? ownUserId
    )
    {
        var parameters = new List<string> { "limit=" + query.PageSize.ToString(CultureInfo.InvariantCulture) };
        if (!query.IncludeDataFiles)
        {
            parameters.Add("noDatafiles=true");
        }

        if (query.OrderBy is { } key)
        {
            var field = key switch { QlikSortKey.Created => "created", QlikSortKey.Modified => "updated", _ => "qName" };
            // A bare plus sign would be read as a blank.
            parameters.Add($"sort={(query.Descending ? "-" : "%2B")}{field}");
        }

        if (space is not null)
        {
            parameters.Add(space.Type == QlikSpaceType.Personal ? "personal=true" : "spaceId=" + Uri.EscapeDataString(space.Id));
        }

        if (owner is not null)
        {
            // userId of another user needs an admin; the caller's own does not.
            parameters.Add(owner == ownUserId ? "ownedByMe=true" : "userId=" + Uri.EscapeDataString(owner));
        }

        var filter = FilterText.And(
            ScimFilter.AnyOf("qName", names),
            ScimFilter.AnyOf("datasourceID", query.DataSourceIds),
            ScimFilter.AnyOf("qType", query.Types),
            query.NativeFilter is { Length: > 0 } native ? $"({native})" : null);
        if (filter is not null)
        {
            parameters.Add("filter=" + Uri.EscapeDataString(filter));
        }

        return $"{api.DataConnections}?{string.Join("&", parameters)}";
    }
}

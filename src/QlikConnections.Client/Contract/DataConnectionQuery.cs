namespace QlikConnections.Client;

/// <summary>The filters of a list. The server applies all of them; alternatives are combined by "or".</summary>
public sealed record class DataConnectionQuery
{
    /// <summary>The largest page that Qlik Cloud gives (data-connections reference: 1 to 100).</summary>
    public const int LargestPage = 100;

    /// <summary>Names, any of them; empty for every name.</summary>
    public IReadOnlyList<TextMatch> Names { get; init; } = [];

    /// <summary>Data source ids, any of them.</summary>
    public IReadOnlyList<TextMatch> DataSourceIds { get; init; } = [];

    /// <summary>Connector types, any of them.</summary>
    public IReadOnlyList<TextMatch> Types { get; init; } = [];

    /// <summary>Tags, any of them. Qlik Cloud cannot filter by tag; the caller checks.</summary>
    public IReadOnlyList<TextMatch> Tags { get; init; } = [];

    /// <summary>What to sort by; null for the server's own order. Lists of several spaces or owners are sorted separately.</summary>
    public QlikSortKey? OrderBy { get; init; }

    /// <summary>True to sort from the last to the first.</summary>
    public bool Descending { get; init; }

    /// <summary>True if id, name, type and connect statement are enough; saves work if the platform has such a list.</summary>
    public bool Condensed { get; init; }

    /// <summary>True to also list the caller's rights if they are not always included.</summary>
    public bool WithPrivileges { get; init; }

    /// <summary>True when only the number of matches is wanted: one page without items.</summary>
    public bool CountOnly { get; init; }

    /// <summary>Spaces, any of them; empty for every space.</summary>
    public IReadOnlyList<QlikSpace> Spaces { get; init; } = [];

    /// <summary>Ids of owners, any of them; empty for every owner.</summary>
    public IReadOnlyList<string> OwnerIds { get; init; } = [];

    /// <summary>A filter in the platform's own language, joined by "and"; null for none.</summary>
    public string? NativeFilter { get; init; }

    /// <summary>True to list the data-file pseudo connections too.</summary>
    public bool IncludeDataFiles { get; init; }

    /// <summary>True to leave out connections of disabled data sources; Qlik Cloud only.</summary>
    public bool ExcludeDisabled { get; init; }

    /// <summary>True to look up the names of spaces and owners, once per session and only those not known yet.</summary>
    public bool IncludeNames { get; init; } = true;

    /// <summary>Rows per request, 1 to 100.</summary>
    public int PageSize { get; init; } = LargestPage;
}

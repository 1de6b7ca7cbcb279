namespace QlikConnections.Client.Reports;

/// <summary>One part of a report: a heading, what it is about, charts and a table.</summary>
/// <param name="id">Its name in addresses within the page.</param>
/// <param name="title">The heading.</param>
/// <param name="about">What it shows, in a sentence or two.</param>
/// <param name="columns">The columns of the table.</param>
internal sealed class ReportSection(string id, string title, string about, IReadOnlyList<ReportColumn> columns)
{
    /// <summary>Its name in addresses within the page.</summary>
    public string Id { get; } = id;

    /// <summary>The heading.</summary>
    public string Title { get; } = title;

    /// <summary>What it shows.</summary>
    public string About { get; } = about;

    /// <summary>The columns of the table.</summary>
    public IReadOnlyList<ReportColumn> Columns { get; } = columns;

    /// <summary>The rows: the values of <see cref="Columns"/>.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows { get; init; } = [];

    /// <summary>The charts above the table.</summary>
    public IReadOnlyList<BarChart> Charts { get; init; } = [];
}

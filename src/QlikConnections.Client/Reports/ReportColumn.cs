namespace QlikConnections.Client.Reports;

/// <summary>A column of a table of a report.</summary>
/// <param name="Member">The property whose value it shows.</param>
/// <param name="Heading">What is above it.</param>
/// <param name="Kind">How it is sorted and aligned.</param>
internal sealed record ReportColumn(string Member, string Heading, ReportColumnKind Kind = ReportColumnKind.Text);

namespace QlikConnections.Client.Reports;

/// <summary>How a column is sorted and aligned.</summary>
internal enum ReportColumnKind
{
    /// <summary>By language; numbers in texts by value.</summary>
    Text,

    /// <summary>By value, at the right.</summary>
    Number,

    /// <summary>By time.</summary>
    Date,
}

namespace QlikConnections.Commands;

/// <summary>One item of the input, before its connection is looked up.</summary>
/// <param name="Position">Its position, from 1.</param>
/// <param name="Reference">Which connection it means.</param>
/// <param name="RowRequest">What the parameters say at it.</param>
internal sealed record class GatheredRow(int Position, ConnectionReference Reference, IRowRequest RowRequest);

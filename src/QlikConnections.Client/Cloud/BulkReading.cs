namespace QlikConnections.Client.Cloud;

/// <summary>The result of reading an item of a bulk request.</summary>
/// <param name="State">What it is.</param>
/// <param name="Failure">Why it could not be read; null when it could.</param>
internal sealed record class BulkReading(BulkState State, QlikApiException? Failure = null);

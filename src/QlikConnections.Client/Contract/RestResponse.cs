namespace QlikConnections.Client;

/// <summary>The response to a <see cref="RestRequest"/>.</summary>
/// <param name="MediaType">The type of the body; null if the server did not declare it.</param>
/// <param name="Body">The body; empty when there is none.</param>
public sealed record class RestResponse(string? MediaType, ReadOnlyMemory<byte> Body);

namespace QlikConnections.Client;

/// <summary>The answer to a <see cref="RestRequest"/>.</summary>
/// <param name="MediaType">What the body is; null when the server did not say.</param>
/// <param name="Body">The body; empty when there is none.</param>
public sealed record class RestResponse(string? MediaType, ReadOnlyMemory<byte> Body);

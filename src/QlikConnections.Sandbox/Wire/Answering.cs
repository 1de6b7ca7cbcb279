namespace QlikConnections.Sandbox.Wire;

/// <summary>The answer of a sandbox to a request whose body has been read.</summary>
internal delegate Reply Answering(HttpRequestMessage request, Uri uri, byte[] body);

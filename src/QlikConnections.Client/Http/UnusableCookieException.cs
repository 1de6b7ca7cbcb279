namespace QlikConnections.Client.Http;

/// <summary>A server set a cookie that no request can carry.</summary>
internal sealed class UnusableCookieException() : Exception("The server set a cookie that cannot be sent in a request.");

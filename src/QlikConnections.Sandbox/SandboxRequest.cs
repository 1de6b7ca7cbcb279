namespace QlikConnections.Sandbox;

/// <summary>One request that reached the sandbox. Bodies and headers are not kept, because they may contain secrets.</summary>
public sealed class SandboxRequest
{
    internal SandboxRequest(string method, string pathAndQuery, int status)
    {
        Method = method;
        PathAndQuery = pathAndQuery;
        Status = status;
    }

    /// <summary>The HTTP method in capitals.</summary>
    public string Method { get; }

    /// <summary>Path and query as they were sent, still encoded.</summary>
    public string PathAndQuery { get; }

    /// <summary>The status code of the response.</summary>
    public int Status { get; }

    /// <summary>Method, path and status, for messages of tests.</summary>
    public override string ToString() => $"{Method} {PathAndQuery} -> {Status}";
}

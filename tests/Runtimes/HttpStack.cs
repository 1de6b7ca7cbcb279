namespace QlikConnections.Runtimes;

/// <summary>What Mono's HttpClient is made of.</summary>
public enum HttpStack
{
    /// <summary>Mono's own sockets.</summary>
    Sockets,

    /// <summary>HttpWebRequest, as on .NET Framework: its exceptions have the same shape.</summary>
    WebRequest,
}

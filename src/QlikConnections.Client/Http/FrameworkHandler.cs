#if NETFRAMEWORK
using System.Net;

namespace QlikConnections.Client.Http;

/// <summary>What every handler that meets the network needs on .NET Framework.</summary>
internal static class FrameworkHandler
{
    /// <summary>Sets a handler up and puts <see cref="FrameworkQuirksHandler"/> on it. Its settings hold for this handler alone.</summary>
    public static HttpMessageHandler Complete(HttpClientHandler handler)
    {
        handler.AutomaticDecompression = DecompressionMethods.None;
        // Two by default.
        handler.MaxConnectionsPerServer = HandlerChain.MostConnections;
        handler.SslProtocols = TlsVersion.For(ServicePointManager.SecurityProtocol);
        return new FrameworkQuirksHandler(handler);
    }
}
#endif

#if NETFRAMEWORK
using System.Net;

namespace QlikConnections.Client.Http;

/// <summary>What every network handler needs on .NET Framework.</summary>
internal static class FrameworkHandler
{
    /// <summary>Configures a handler and wraps it in <see cref="FrameworkQuirksHandler"/>. The settings apply to this handler
    /// only.</summary>
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

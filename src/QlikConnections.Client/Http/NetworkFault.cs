using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace QlikConnections.Client.Http;

/// <summary>
/// The cause of a failed request. In .NET it is the inner exception of the HttpRequestException; .NET Framework puts a WebException between
/// them, whose status is more precise than the cause. Messages are not used, because they are in the language of the computer.
/// </summary>
internal static class NetworkFault
{
    /// <summary>True if the failure came before anything was sent, so the server cannot have carried it out.</summary>
    public static bool WasNeverSent(Exception? exception) => exception is HttpRequestException
    {
        // A connection that breaks later is an IOException with the SocketException below it.
        InnerException: SocketException or AuthenticationException or WebException
        {
            Status: WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure
                or WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.TrustFailure
                or WebExceptionStatus.SecureChannelFailure
        }
    }
#if !NETFRAMEWORK
    or HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.ProxyTunnelError or HttpRequestError.SecureConnectionError
    }
#endif
    ;

    /// <summary>True if nothing was sent because the server could not be reached, which may be temporary.</summary>
    public static bool IsOutOfReach(Exception? exception) => WasNeverSent(exception) && !IsTls(exception);

    /// <summary>True if the TLS handshake failed. This is not temporary, so the request is not repeated.</summary>
    public static bool IsTls(Exception? exception) => Chain(exception).Any(e =>
        e is AuthenticationException
            or WebException { Status: WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure });

    /// <summary>True when the server's certificate is not trusted.</summary>
    public static bool IsUntrustedCertificate(Exception? exception) => Chain(exception).Any(e =>
        // In .NET a refused certificate has no inner exception; any other failure of the handshake has one.
        e is WebException { Status: WebExceptionStatus.TrustFailure } or AuthenticationException { InnerException: null });

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}

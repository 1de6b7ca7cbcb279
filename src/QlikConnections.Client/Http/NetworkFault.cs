using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace QlikConnections.Client.Http;

/// <summary>
/// What a failed request means. .NET puts the cause right below the HttpRequestException; .NET Framework puts a WebException between
/// them, whose status tells more than the cause. The messages say the same, but in the language of the computer.
/// </summary>
internal static class NetworkFault
{
    /// <summary>True when the failure came before anything was sent, so that the server cannot have done anything.</summary>
    public static bool WasNeverSent(Exception? exception) => exception is HttpRequestException
    {
        // A connection that breaks later is an IOException with the SocketException below it.
        InnerException: SocketException or AuthenticationException or WebException
        {
            Status: WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure
                or WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure
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

    /// <summary>True when nothing was sent because the server could not be reached, which may pass.</summary>
    public static bool IsOutOfReach(Exception? exception) => WasNeverSent(exception) && !IsTls(exception);

    /// <summary>True when the two sides do not agree on a secure connection. What is not trusted now is not trusted in a second
    /// either.</summary>
    public static bool IsTls(Exception? exception) => Chain(exception).Any(e =>
        e is AuthenticationException or WebException { Status: WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure });

    /// <summary>True when the server's certificate is not trusted.</summary>
    public static bool IsUntrustedCertificate(Exception? exception) => Chain(exception).Any(e =>
        // .NET names no cause below the refusal of a certificate; any other failure of the handshake has one.
        e is WebException { Status: WebExceptionStatus.TrustFailure } or AuthenticationException { InnerException: null });

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}

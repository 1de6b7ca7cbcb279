using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace QlikConnections.Client.Tests.Framework;

/// <summary>Failed requests as HttpClient throws them on .NET Framework: a WebException between the HttpRequestException and the
/// cause.</summary>
internal static class FrameworkExceptions
{
    /// <summary>In a language that no code compares with.</summary>
    private const string Message = "Die zugrunde liegende Verbindung wurde geschlossen.";

    public static HttpRequestException Untrusted => Of(WebExceptionStatus.TrustFailure, new AuthenticationException(Message));

    public static HttpRequestException Handshake => Of(WebExceptionStatus.SecureChannelFailure, null);

    public static HttpRequestException Refused =>
        Of(WebExceptionStatus.ConnectFailure, new SocketException((int)SocketError.ConnectionRefused));

    public static HttpRequestException Of(WebExceptionStatus status, Exception? cause = null) =>
        new(Message, new WebException(Message, cause, status, null));
}

using System.Net;
using System.Security.Authentication;

namespace QlikConnections.Client.Http;

/// <summary>
/// The TLS versions of a handler on .NET Framework. Windows PowerShell 5.1 starts with SSL 3.0 and TLS 1.0, which Qlik Cloud refuses. Other
/// settings of the process or the user are kept, and nothing is changed for the whole process.
/// </summary>
internal static class TlsVersion
{
    private const int Tls13 = 12288;

    /// <summary>The versions for a handler; None leaves the choice to the process.</summary>
    /// <param name="process">What the process would use.</param>
    public static SslProtocols For(SecurityProtocolType process) =>
        process == SecurityProtocolType.SystemDefault || (process & (SecurityProtocolType.Tls12 | (SecurityProtocolType)Tls13)) != 0
            ? SslProtocols.None
            : SslProtocols.Tls12;
}

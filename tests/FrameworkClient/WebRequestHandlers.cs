using System.Net;
using System.Net.Http;
using System.Reflection;

namespace QlikConnections.FrameworkClient;

/// <summary>
/// Mono's other HTTP stack, made of HttpWebRequest as .NET Framework's is: the exceptions have the same shape. Mono has no switch for
/// it, so its handler is taken by reflection.
/// </summary>
internal static class WebRequestHandlers
{
    public static HttpMessageHandler Create(bool trustsAll)
    {
        var anything = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var inner = Activator.CreateInstance(
            typeof(HttpClientHandler).Assembly.GetType("System.Net.Http.MonoWebRequestHandler", true),
            true
        );
        var handler = (HttpClientHandler)
            typeof(HttpClientHandler).GetConstructors(anything).Single(c => c.GetParameters().Length == 1).Invoke([inner]);
        handler.AllowAutoRedirect = false;
        handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate;
        if (trustsAll)
        {
            // This handler knows no other way.
            ServicePointManager.ServerCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        }

        return handler;
    }
}

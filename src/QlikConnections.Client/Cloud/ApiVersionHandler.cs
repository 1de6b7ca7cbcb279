using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Sends the version of the API that the module uses, and passes on, once per endpoint and session, the deprecation notices of the tenant
/// ([cloud 1.3]: the version changes no payload, only the notices).
/// </summary>
/// <param name="told">The endpoints whose notices were passed on; one set for the life of the session, because handlers are
/// replaced.</param>
internal sealed class ApiVersionHandler(ConcurrentDictionary<string, bool> told) : DelegatingHandler
{
    /// <summary>The latest version known [cloud 1.3].</summary>
    public const string Version = "2026-11";

    private const string Header = "qlik-api-version";

    /// <summary>A segment with a digit in it, unless it is the version, or one straight below a collection, unless it is a known
    /// word.</summary>
    private static readonly Regex Id = new(
        @"(?<=^/api/[^/]+/[^/]+/)(?!actions(/|$)|me$)[^/]+|(?<=^/api/[^/]+/.*/)[^/]*[0-9][^/]*",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    /// <summary>The method and the path with <c>{id}</c> for ids, for which there is one notice.</summary>
    public static string Endpoint(string method, string path) => $"{method} {Id.Replace(path, "{id}")}";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(Header);
        request.Headers.TryAddWithoutValidation(Header, Version);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (RequestLog.Observer?.Warning is { } warn && DeprecationNotice.Of(response) is { } notice)
        {
            var endpoint = Endpoint(request.Method.Method, request.RequestUri!.AbsolutePath);
            if (told.TryAdd(endpoint, true))
            {
                warn(notice.About(endpoint, ((ApiRequest)request).Secrets));
            }
        }

        return response;
    }
}

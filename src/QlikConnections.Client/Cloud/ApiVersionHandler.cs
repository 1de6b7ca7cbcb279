using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// Tells the tenant which version of the API the module knows, and hands on, once per endpoint and session, what the tenant then says
/// of endpoints on their way out (fact sheet 1.3: the version changes no payload, only which notices come).
/// </summary>
/// <param name="told">The endpoints that were spoken of; one set for the life of the session, handlers come and go.</param>
internal sealed class ApiVersionHandler(ConcurrentDictionary<string, bool> told) : DelegatingHandler
{
    /// <summary>The latest version known (fact sheet 1.3).</summary>
    public const string Version = "2026-11";

    private const string Header = "qlik-api-version";

    /// <summary>A segment with a digit in it, unless it is the version, or one straight below a collection, unless it is a known
    /// word.</summary>
    private static readonly Regex Id = new(
        @"(?<=^/api/[^/]+/[^/]+/)(?!actions(/|$)|me$)[^/]+|(?<=^/api/[^/]+/.*/)[^/]*[0-9][^/]*",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    /// <summary>The method and the path with <c>{id}</c> for ids: what one notice is about.</summary>
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

using System.Security.Cryptography;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>
/// Adds to every request what the repository requires: the cross-site key, twice and equal [qrs 2.1], and who is asking
/// [qrs 2.2, 3]. The key is first in the query, so that an error in the rest is reported as such.
/// </summary>
internal sealed class IdentityHandler(RepositoryConnectOptions options, SiteIdentity identity) : DelegatingHandler
{
    private const int KeyLength = 16;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!SameServer.Is(options.Site, request.RequestUri!, anyPort: options.WindowsCredential is not null))
        {
            throw new InvalidOperationException("A request to another server must not carry this session's identity.");
        }

        var key = NewKey();
        var address = new UriBuilder(request.RequestUri!);
        // A redirect back from a sign-in still has the key of the original request.
        var others = address
            .Query.TrimStart('?')
            .Split('&')
            .Where(p => p.Length > 0 && !p.StartsWith("Xrfkey=", StringComparison.OrdinalIgnoreCase));
        address.Query = string.Join("&", new[] { $"Xrfkey={key}" }.Concat(others));
        request.RequestUri = address.Uri;
        if (request is ApiRequest shown)
        {
            shown.HiddenParameter = "Xrfkey";
        }

        request.Headers.Remove("X-Qlik-Xrfkey");
        request.Headers.Add("X-Qlik-Xrfkey", key);
        if (identity.Header(((ApiRequest)request).Secrets) is { } header)
        {
            request.Headers.Remove(header.Name);
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private static string NewKey()
    {
        var bytes = new byte[KeyLength];
        using (var random = RandomNumberGenerator.Create())
        {
            random.GetBytes(bytes);
        }

        return new string(Array.ConvertAll(bytes, b => Alphabet[b % Alphabet.Length]));
    }
}

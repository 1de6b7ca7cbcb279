using System.Text.RegularExpressions;
using QlikConnections.Client.Http;

namespace QlikConnections.Client;

/// <summary>
/// A user's request to the server of a session. It cannot be created for another server, because it carries the session's identity.
/// </summary>
public sealed class RestRequest
{
    private static readonly Regex Scheme = new("^[A-Za-z][A-Za-z0-9+.-]*:", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    private static readonly char[] Separators = ['/', '\\'];

    private RestRequest(QlikPlatform platform, HttpMethod method, Uri address, object? body)
    {
        IsOutsideApi = platform == QlikPlatform.Cloud && !address.AbsolutePath.StartsWith("/api/", StringComparison.OrdinalIgnoreCase);
        Method = method;
        Address = address;
        Body = body;
    }

    /// <summary>The method.</summary>
    public HttpMethod Method { get; }

    /// <summary>The address with its query.</summary>
    public Uri Address { get; }

    /// <summary>JSON text, or a value to convert to JSON; a SecureString in it becomes text only in the body. Null for none.</summary>
    public object? Body { get; }

    /// <summary>Whether the path is not part of the API; on a client-managed site every path is below /qrs.</summary>
    public bool IsOutsideApi { get; }

    /// <summary>Makes a request.</summary>
    /// <param name="session">The session.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">A path, or an address on the session's own server. On a client-managed site a path without <c>/qrs</c> is below
    /// it.</param>
    /// <param name="query">Names and values to add to the query.</param>
    /// <param name="body">See <see cref="Body"/>.</param>
    /// <exception cref="QlikException">The path is not valid, or leads to another server.</exception>
    public static RestRequest To(
        QlikSession session,
        HttpMethod method,
        string path,
        IEnumerable<KeyValuePair<string, string>> query,
        object? body = null
    )
    {
        if (body is not null && method == HttpMethod.Get)
        {
            throw new QlikException(
                nameof(Strings.QlikRequestInvalid),
                QlikFailure.Message(nameof(Strings.QlikRequestInvalid), Strings.RestBodyOfGet),
                Strings.RestBodyOfGetAdvice
            );
        }

        var text = path.Trim();
        if (text.Length == 0 || text.Any(c => char.IsControl(c) || c is '\\' or '#') || HasDots(text))
        {
            throw Invalid(Strings.RestPathTricks);
        }

        var address = Resolve(session, text);
        if (
            !SameServer.Is(session.Uri, address)
            || address.UserInfo.Length > 0
            || !address.AbsolutePath.StartsWith(session.Uri.AbsolutePath, StringComparison.Ordinal)
        )
        {
            throw Invalid(QlikFailure.Message(nameof(Strings.RestForeign), address.Host.Length == 0
                ? address.Scheme
                : address.Host, session.Uri));
        }

        var more = string.Join("&", query.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        var whole =
            more.Length == 0
                ? address
                : new UriBuilder(address)
                {
                    Query = string.Join("&", new[] { address.Query.TrimStart('?'), more }.Where(q => q.Length > 0)),
                }.Uri;
        return new RestRequest(session.Platform, method, whole, body);
    }

    private static Uri Resolve(QlikSession session, string text)
    {
        // Two slashes begin an address with a host but no scheme.
        if (text.StartsWith("//", StringComparison.Ordinal) || Scheme.IsMatch(text))
        {
            return Uri.TryCreate(
                text.StartsWith("//", StringComparison.Ordinal) ? $"{session.Uri.Scheme}:{text}" : text,
                UriKind.Absolute,
                out var address
            )
                ? address
                : throw Invalid(Strings.RestPathTricks);
        }

        var path = "/" + text.TrimStart('/');
        if (session.Platform == QlikPlatform.Cloud)
        {
            return new Uri(session.Uri, path);
        }

        // The root of a site ends with the prefix of its virtual proxy; below it is the repository.
        var root = session.Uri.AbsolutePath;
        var below =
            root.Length > 1 && path.StartsWith(root, StringComparison.OrdinalIgnoreCase) ? path.Substring(root.Length) : path.Substring(1);
        return new Uri(session.Uri, below.StartsWith("qrs/", StringComparison.OrdinalIgnoreCase) ? below : "qrs/" + below);
    }

    /// <summary>Whether the path has "." or ".." segments, encoded or not, which every reader of an address may resolve.</summary>
    private static bool HasDots(string text)
    {
        var path = text.Split('?')[0];
        var decoded = Uri.UnescapeDataString(Uri.UnescapeDataString(path));
        return decoded.Split(Separators).Any(s => s.Split(';')[0] is "." or "..");
    }

    private static QlikException Invalid(string reason) => QlikFailure.Create(nameof(Strings.QlikRequestInvalid), reason);
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Sends any request to the server of a session, with its sign-in.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "QlikRequest", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(PSObject), typeof(string))]
public sealed class InvokeQlikRequestCommand : SessionCmdlet
{
    private const string Get = "Get";

    /// <summary>A path, or an address on the session's own server.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The method.</summary>
    [Parameter]
    [ValidateSet(Get, "Post", "Put", "Patch", "Delete")]
    public string Method { get; set; } = Get;

    /// <summary>Names and values to add to the query.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Query { get; set; }

    /// <summary>JSON as text, or a hashtable, object or list to convert to JSON. Pass secrets as SecureString.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Body { get; set; }

    /// <summary>Follows the links of a list and emits its items; Qlik Cloud.</summary>
    [Parameter]
    public SwitchParameter FollowLinks { get; set; }

    private bool IsGet => string.Equals(Method, Get, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (var client in Clients())
        {
            try
            {
                await InvokeAsync(client).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                Fail(failure, Path);
            }
        }
    }

    private async Task InvokeAsync(IDataConnectionClient client)
    {
        if (FollowLinks && !IsGet)
        {
            throw QlikFailure.Create(nameof(Strings.QlikRequestInvalid), Strings.RestLinksOfChange);
        }

        if (FollowLinks && client.Session.Platform != QlikPlatform.Cloud)
        {
            throw QlikFailure.Create(nameof(Strings.QlikNotSupported), "-FollowLinks", Strings.ClientManaged);
        }

        var method = new HttpMethod(Method.ToUpperInvariant());
        var request = RestRequest.To(client.Session, method, Path, Pairs(Query), PropertyTable.Value(Body));
        var target = QlikFailure.Message(nameof(Strings.RestTarget), request.Address.AbsolutePath, client.Session.Name);
        if (!IsGet && !await AskAsync(() => ShouldProcess(target, method.Method)).ConfigureAwait(false))
        {
            return;
        }

        if (FollowLinks)
        {
            await FollowAsync(client, request).ConfigureAwait(false);
            return;
        }

        EmitAll(Read(request, await client.InvokeAsync(request, StopToken).ConfigureAwait(false)));
    }

    private async Task FollowAsync(IDataConnectionClient client, RestRequest? request)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (request is not null)
        {
            seen.Add(request.Address.AbsoluteUri);
            var page = Read(request, await client.InvokeAsync(request, StopToken).ConfigureAwait(false)) as PSObject;
            EmitAll(page?.Properties["data"]?.Value ?? page);
            request = Next(client.Session, request, page, seen);
        }
    }

    /// <summary>The next page; null if there is none. Links are followed on the session's own server only, and each link only
    /// once.</summary>
    private static RestRequest? Next(QlikSession session, RestRequest request, PSObject? page, HashSet<string> seen)
    {
        if (Member(Member(Member(page, "links"), "next"), "href") is not string { Length: > 0 } href)
        {
            return null;
        }

        var display = $"{request.Method} {request.Address.AbsolutePath}";
        var next = Uri.TryCreate(request.Address, href, out var address)
            ? RestRequest.To(session, HttpMethod.Get, address.AbsoluteUri, [])
            : throw QlikFailure.Create(nameof(Strings.QlikUnexpectedResponse), QlikFailure.Message(nameof(Strings.NextLinkUnreadable), display));
        return !seen.Contains(next.Address.AbsoluteUri) ? next
            : throw QlikFailure.Create(nameof(Strings.QlikUnexpectedResponse), QlikFailure.Message(nameof(Strings.NextLinkRepeated), display));
    }

    private static object? Member(object? value, string name) => (value as PSObject)?.Properties[name]?.Value;

    /// <summary>JSON as objects, text as text, anything else as bytes; null when there is no body.</summary>
    private static object? Read(RestRequest request, RestResponse answer)
    {
        const int ByteOrderMark = 3;
        var body = answer.Body.Span.StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }) ? answer.Body.Slice(ByteOrderMark) : answer.Body;
        if (body.Length == 0)
        {
            return null;
        }

        var type = answer.MediaType ?? "text/plain";
        if (type.IndexOf("json", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.EndsWith("xml", StringComparison.OrdinalIgnoreCase)
                ? Encoding.UTF8.GetString(body.ToArray())
                : body.ToArray();
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return JsonObjects.Of(document.RootElement);
        }
        catch (JsonException exception)
        {
            // The exception's own message may quote the body; only the position is passed on.
            var text = QlikFailure.Message(
                nameof(Strings.BodyUnreadable), $"{request.Method} {request.Address.AbsolutePath}", $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}");
            throw QlikFailure.Create(nameof(Strings.QlikUnexpectedResponse), text);
        }
    }

    /// <summary>Sends a list item by item; bytes are one thing.</summary>
    private void EmitAll(object? value)
    {
        if (value is object?[] items)
        {
            foreach (var item in items)
            {
                EmitAll(item);
            }
        }
        else if (value is not null)
        {
            Emit(value);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(IDictionary? query) =>
        from DictionaryEntry entry in query ?? new Hashtable()
        from value in PropertyTable.Value(entry.Value) is object?[] list ? list : [PropertyTable.Value(entry.Value)]
        select new KeyValuePair<string, string>(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, Text(value));

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Text;
using QlikConnections.Client;
using QlikConnections.Client.Statements;

namespace QlikConnections.Commands;

/// <summary>Sends any request to the server of a session, with its sign-in.</summary>
[Cmdlet(
    VerbsLifecycle.Invoke,
    "QlikRequest",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.Requests
)]
[OutputType(typeof(PSObject), typeof(string))]
public sealed class InvokeQlikRequestCommand : SessionCmdlet
{
    private const string Get = "Get";

    /// <summary>A path, or an address on the session's own server.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string Path { get; set; } = "";

    /// <summary>The method.</summary>
    [Parameter]
    [ValidateSet(Get, "Post", "Put", "Patch", "Delete")]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public string Method { get; set; } = Get;

    /// <summary>Names and values to add to the query.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public IDictionary? Query { get; set; }

    /// <summary>JSON as text, or a hashtable, object or list to convert to JSON. Pass secrets as SecureString.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? Body { get; set; }

    /// <summary>Follows the links of a list and emits its items; Qlik Cloud.</summary>
    [Parameter]
    public SwitchParameter FollowLinks { get; set; }

    private bool IsGet => string.Equals(Method, Get, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        // What asks a question does so in the order of the sessions, and sends when it has its reply.
        var clients = Clients();
        IsForSeveral |= clients.Count > 1;
        foreach (var together in IsGet ? [clients] : clients.Select(c => (IReadOnlyList<IDataConnectionClient>)[c]))
        {
            await InSessionsAsync(together, (client, report) => TryAsync(client, Path, report, () => InvokeAsync(client, report)))
                .ConfigureAwait(false);
        }
    }

    private async Task InvokeAsync(IDataConnectionClient client, Func<Action, Task> report)
    {
        if (FollowLinks && !IsGet)
        {
            throw new QlikException(
                nameof(Strings.QlikRequestInvalid),
                QlikFailure.Message(nameof(Strings.QlikRequestInvalid), Strings.RestLinksOfChange),
                Strings.RestLinksOfChangeAdvice
            );
        }

        var method = new HttpMethod(Method.ToUpperInvariant());
        var request = RestRequest.To(client.Session, method, Path, Pairs(Query), PropertyTable.Value(Body));
        var path = Sentence.QuotePath(request.Address.AbsolutePath);
        var target = QlikFailure.Message(nameof(Strings.TargetInSession), path, client.Session.Name);
        if (!IsGet && !await AskAsync(() => ShouldProcess(target, method.Method)).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            await SendAsync(client, request, report).ConfigureAwait(false);
        }
        catch (QlikApiException failure) when (failure.StatusCode == HttpStatusCode.NotFound && request.IsOutsideApi)
        {
            throw failure.As(failure.ErrorId, failure.Message, Strings.RestNotFoundAdvice);
        }
    }

    private async Task SendAsync(IDataConnectionClient client, RestRequest request, Func<Action, Task> report)
    {
        if (!FollowLinks)
        {
            var value = Read(request, await client.InvokeAsync(request, StopToken).ConfigureAwait(false));
            await report(() => EmitAll(value)).ConfigureAwait(false);
            return;
        }

        await foreach (var rows in client.InvokeListAsync(request, StopToken).ConfigureAwait(false))
        {
            await report(() => rows.ToList().ForEach(r => EmitAll(JsonObjects.Of(r)))).ConfigureAwait(false);
        }
    }

    /// <summary>JSON as objects, text as text, anything else as bytes; null when there is no body.</summary>
    private static object? Read(RestRequest request, RestResponse response)
    {
        if (response.Body.Length == 0)
        {
            return null;
        }

        if (response.ToJson(request) is { } json)
        {
            return JsonObjects.Of(json);
        }

        var type = response.MediaType ?? "text/plain";
        var body = response.Body.ToArray();
        return type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.EndsWith("xml", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetString(body)
            : body;
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

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SandboxServer;
using Xunit;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>A repository on sockets, with a client that has a certificate and acts as root administrator.</summary>
public sealed class RunningSite : IAsyncDisposable
{
    public const string Connections = "/qrs/dataconnection";
    public const string Key = "Ab3dEf6hIj9lMn2p";
    public const string Anna = @"ACME\anna";

    private RunningSite(RepositoryHost host)
    {
        Host = host;
        Admin = host.CreateClient(host.Certificates.Client);
    }

    public RepositoryHost Host { get; }

    public HttpClient Admin { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RunningSite> StartAsync(RepositorySandboxOptions? options = null, RepositoryHostOptions? hostOptions = null)
    {
        hostOptions ??= new() { Sandbox = RepositorySandbox.Create(options) };
        return new(await RepositoryHost.StartAsync(hostOptions));
    }

    /// <summary>The path with the key first, as it should be.</summary>
    public static string Keyed(string path, string key = Key)
    {
        var query = path.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? $"{path}?Xrfkey={key}" : $"{path[..query]}?Xrfkey={key}&{path[(query + 1)..]}";
    }

    public static string Filter(string expression) => "filter=" + Uri.EscapeDataString(expression);

    /// <summary>A request with key and user, good in every way.</summary>
    public static HttpRequestMessage Request(string method, string path, object? body = null, string? user = @"INTERNAL\sa_api")
    {
        var request = new HttpRequestMessage(new HttpMethod(method), Keyed(path));
        request.Headers.Add("X-Qlik-Xrfkey", Key);
        if (user is not null)
        {
            var names = user.Split('\\', 2);
            request.Headers.Add("X-Qlik-User", $"UserDirectory={Uri.EscapeDataString(names[0])}; UserId={Uri.EscapeDataString(names[1])}");
        }
        if (body is not null)
        {
            request.Content = JsonContent.Create(
                body,
                new MediaTypeHeaderValue("application/json", "utf-8"),
                JsonSerializerOptions.Default
            );
        }

        return request;
    }

    public async Task<JsonElement> GetAsync(string path, int expected = 200, string user = @"INTERNAL\sa_api") =>
        await SendAsync(expected, "GET", path, null, user);

    /// <summary>The response as JSON; nothing for a response without a body, a string for one that is not JSON.</summary>
    public async Task<JsonElement> SendAsync(
        int expected,
        string method,
        string path,
        object? body = null,
        string user = @"INTERNAL\sa_api"
    )
    {
        using var request = Request(method, path, body, user);
        using var response = await Admin.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True((int)response.StatusCode == expected, $"{method} {path} answered {(int)response.StatusCode}, not {expected}: {text}");
        if (text.Length == 0)
        {
            return default;
        }

        return response.Content.Headers.ContentType?.MediaType == "application/json"
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : JsonSerializer.SerializeToElement(text);
    }

    /// <summary>The names that a filter finds, in order.</summary>
    public async Task<string[]> NamesAsync(string filter, string user = @"INTERNAL\sa_api")
    {
        var rows = await GetAsync($"{Connections}?{Filter(filter)}&orderby=name", user: user);
        return [.. rows.EnumerateArray().Select(row => row.GetProperty("name").GetString()!)];
    }

    /// <summary>A seeded connection, to be changed and put back.</summary>
    public async Task<JsonObject> ConnectionAsync(string name)
    {
        var literal = name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        var found = await GetAsync($"{Connections}/full?{Filter($"name eq '{literal}'")}");
        return JsonObject.Create(found.EnumerateArray().Single())!;
    }

    public Task<JsonElement> PutAsync(JsonObject connection, int expected = 200, string user = @"INTERNAL\sa_api") =>
        SendAsync(expected, "PUT", PathOf(connection), connection, user);

    public static string PathOf(JsonObject connection) => $"{Connections}/{connection["id"]}";

    public static Guid IdOf(JsonObject connection) => connection["id"]!.GetValue<Guid>();

    /// <summary>The id of the one entity of a type that has the name.</summary>
    public async Task<Guid> IdAsync(string type, string name)
    {
        var found = await GetAsync($"/qrs/{type}?{Filter($"name eq '{name}'")}");
        return found.EnumerateArray().Single().GetProperty("id").GetGuid();
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Host.DisposeAsync();
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using SandboxServer;
using Xunit;

namespace QlikConnections.Sandbox.Tests;

/// <summary>A sandbox on a socket with an admin's and a member's client.</summary>
public sealed class RunningSandbox : IAsyncDisposable
{
    public const string Connections = "/api/v1/data-connections";

    private RunningSandbox(SandboxHost host)
    {
        Host = host;
        Admin = host.CreateClient(host.Sandbox.ApiKey);
        Member = host.CreateClient(host.Sandbox.MemberApiKey);
    }

    public SandboxHost Host { get; }

    public HttpClient Admin { get; }

    public HttpClient Member { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RunningSandbox> StartAsync(CloudSandboxOptions? options = null) =>
        new(await SandboxHost.StartAsync(new() { Sandbox = CloudSandbox.Create(options) }));

    public async Task<JsonElement> GetAsync(string path, int expected = 200, HttpClient? client = null)
    {
        (var status, var body) = await SendAsync("GET", path, null, client);
        Assert.True(status == expected, $"GET {path} answered {status}: {body}");
        return body;
    }

    public async Task<JsonElement> SendAsync(int expected, string method, string path, object? body = null, HttpClient? client = null)
    {
        (var status, var answer) = await SendAsync(method, path, body, client);
        Assert.True(status == expected, $"{method} {path} answered {status}, not {expected}: {answer}");
        return answer;
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(string method, string path, object? body, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Default);
        }

        using var response = await (client ?? Admin).SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>All rows of a list, page by page along the next links.</summary>
    public async Task<List<JsonElement>> PagesAsync(string path, HttpClient? client = null)
    {
        var rows = new List<JsonElement>();
        var followed = new HashSet<string>();
        var next = path;
        while (next is not null)
        {
            Assert.True(followed.Add(next), $"The link {next} came twice.");
            var page = await GetAsync(next, client: client);
            rows.AddRange(page.GetProperty("data").EnumerateArray());
            next = NextOf(page);
        }
        return rows;
    }

    public static string? NextOf(JsonElement page) =>
        page.TryGetProperty("links", out var links) && links.TryGetProperty("next", out var next)
            ? next.GetProperty("href").GetString()
            : null;

    public async Task<string> SpaceAsync(string name)
    {
        var spaces = await GetAsync("/api/v1/spaces?limit=100&name=" + Uri.EscapeDataString(name));
        return spaces.GetProperty("data").EnumerateArray().Single(space => Text(space, "name") == name).GetProperty("id").GetString()!;
    }

    public async Task<string> UserAsync(string email)
    {
        var users = await GetAsync($"/api/v1/users?filter={Uri.EscapeDataString($"email eq \"{email}\"")}");
        return Text(users.GetProperty("data").EnumerateArray().Single(), "id")!;
    }

    /// <summary>The id of a seeded connection; the space null for the caller's personal one.</summary>
    public async Task<string> ConnectionAsync(string name, string? space)
    {
        var scope = space is null ? "personal=true" : "spaceId=" + await SpaceAsync(space);
        var found = await GetAsync($"{Connections}?noDatafiles=true&{scope}&filter={Uri.EscapeDataString($"qName eq \"{Escape(name)}\"")}");
        return Text(found.GetProperty("data").EnumerateArray().Single(), "qID")!;
    }

    public Task<JsonElement> ConnectionByIdAsync(string id) => GetAsync($"{Connections}/{id}?parseConnection=true");

    public static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static string Filter(string expression) => "filter=" + Uri.EscapeDataString(expression);

    public static string[] Texts(params string[] texts) => texts;

    public static object Op(string op, string path, object? value = null) => value is null ? new { op, path } : new { op, path, value };

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Member.Dispose();
        await Host.DisposeAsync();
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}

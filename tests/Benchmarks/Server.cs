using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace QlikConnections.Benchmarks;

/// <summary>The sandbox server in a process of its own, and its control endpoint.</summary>
internal sealed class Server : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _control;

    private Server(Process process, string url, string key)
    {
        _process = process;
        Url = url;
        Key = key;
        _control = new HttpClient { BaseAddress = new Uri(url) };
    }

    public string Url { get; }

    public string Key { get; }

    /// <summary>Starts a tenant.</summary>
    /// <param name="arguments">What it begins with.</param>
    public static Server Start(params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo("dotnet", [BuildFacts.Server, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        using var greeting = JsonDocument.Parse(process.StandardOutput.ReadLine()!);
        return new(process, greeting.RootElement.GetProperty("url").GetString()!, greeting.RootElement.GetProperty("apiKey").GetString()!);
    }

    /// <summary>A client with nothing between the program and the socket but the token.</summary>
    public HttpClient Client()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(Url),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    /// <summary>Adds connections until a plain list has as many as asked for.</summary>
    public async Task FillAsync(int total)
    {
        using var client = Client();
        // Personal ones would leave the list with the first change of owner.
        foreach (var row in (await ListAsync(client, "limit=100&personal=true")).GetProperty("data").EnumerateArray())
        {
            (await client.DeleteAsync("/api/v1/data-connections/" + row.GetProperty("qID").GetString())).EnsureSuccessStatusCode();
        }

        var list = await ListAsync(client, "limit=1&noDatafiles=true&includeDisabled=true");
        var missing = total - list.GetProperty("meta").GetProperty("count").GetInt32();
        (await _control.PostAsync($"/sandbox/connections?count={missing}&prefix=of{total}_", null)).EnsureSuccessStatusCode();
    }

    private static Task<JsonElement> ListAsync(HttpClient client, string query) =>
        client.GetFromJsonAsync<JsonElement>("/api/v1/data-connections?" + query);

    public async Task SetLatencyAsync(int milliseconds) =>
        (await _control.PostAsync($"/sandbox/latency?milliseconds={milliseconds}", null)).EnsureSuccessStatusCode();

    /// <summary>Does something and counts the requests that it made, of these methods or of all.</summary>
    public async Task<int> CountAsync<T>(Func<Task<T>> work, Func<string, bool>? counts = null)
    {
        (await _control.DeleteAsync("/sandbox/requests")).EnsureSuccessStatusCode();
        await work();
        var requests = await _control.GetFromJsonAsync<JsonElement>("/sandbox/requests");
        return requests.EnumerateArray().Count(r => counts is null || counts(r.GetProperty("method").GetString()!));
    }

    public void Dispose()
    {
        // The server ends with its standard input.
        _process.StandardInput.Close();
        _process.WaitForExit(5000);
        _process.Dispose();
        _control.Dispose();
    }
}

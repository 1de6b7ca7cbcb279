using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace QlikConnections.Client.Tests;

/// <summary>The browser of a person: follows redirects, and keeps the last page.</summary>
internal sealed class TestBrowser
{
    private readonly TaskCompletionSource<Uri> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it does with the address; by default it follows it.</summary>
    public Func<Uri, Task>? Act { get; init; }

    /// <summary>The address where to sign in, as soon as it is shown.</summary>
    public Task<Uri> Opened => _opened.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>What the browser did; ends when it has the last page.</summary>
    public Task Done { get; private set; } = Task.CompletedTask;

    /// <summary>The last page.</summary>
    public string Page { get; private set; } = "";

    /// <summary>The headers of the last page.</summary>
    public HttpResponseHeaders? Headers { get; private set; }

    /// <summary>The value that shows which sign-in a redirect belongs to.</summary>
    public string State => Parameter("state");

    /// <summary>The redirect address of the sign-in.</summary>
    public string Redirect => Parameter("redirect_uri");

    /// <summary>Opens an address. The sign-in does not wait for it.</summary>
    public Task OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        _opened.TrySetResult(address);
        Done = Task.Run(() => Act is null ? FollowAsync(address) : Act(address), cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>Goes to an address, and on to where it leads.</summary>
    public async Task<HttpStatusCode> FollowAsync(Uri address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        Page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Headers = response.Headers;
        return response.StatusCode;
    }

    /// <summary>Goes to the redirect address of the sign-in.</summary>
    public Task<HttpStatusCode> ReturnAsync(string query) => FollowAsync(new Uri(Redirect + "?" + query.Replace("STATE", State)));

    /// <summary>Sends text to the port of the redirect address.</summary>
    /// <param name="request">The bytes; STATE in it becomes the state of the sign-in.</param>
    /// <returns>The response to its end.</returns>
    public async Task<string> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(Redirect).Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request.Replace("STATE", State)), TestContext.Current.CancellationToken);
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Ports that were free a moment ago. The fixed ones could be those of other tests.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.IPv6Any, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Server.DualMode = true;
            listener.Start();
        }

        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        Array.ForEach(listeners, l => l.Dispose());
        return ports;
    }

    private string Parameter(string name) =>
        _opened.Task.IsCompleted
            ? Uri.UnescapeDataString(_opened.Task.Result.Query.TrimStart('?').Split('&').Single(p => p.Split('=')[0] == name).Split('=')[1])
            : throw new InvalidOperationException("No address was shown.");
}

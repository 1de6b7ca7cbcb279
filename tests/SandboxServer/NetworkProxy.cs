using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SandboxServer;

/// <summary>
/// A network proxy on the loopback address, as companies have between their computers and the internet: it opens tunnels for https
/// (CONNECT), passes plain http on, and can require a login.
/// </summary>
public sealed class NetworkProxy : IAsyncDisposable
{
    private const string LoginHeader = "Proxy-Authorization: Basic ";
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _passed = new();
    private readonly string? _login;
    private readonly Task _serving;

    /// <summary>Starts.</summary>
    /// <param name="login">User and password with a colon between them; null to let everybody through.</param>
    public NetworkProxy(string? login = null)
    {
        _login = login is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(login));
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Its address.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The request lines that were passed on.</summary>
    public IReadOnlyList<string> Passed => [.. _passed];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var head = await HeadAsync(stream);
                // Without a login the client sends the request again, on the same connection.
                while (head.Count > 0 && !IsAllowed(head))
                {
                    const string headers = "Proxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\n";
                    await WriteAsync(stream, "407 Proxy Authentication Required", headers);
                    head = await HeadAsync(stream);
                }

                if (head.Count > 0)
                {
                    await PassAsync(stream, head);
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One of the two sides has ended.
            }
        }
    }

    private async Task PassAsync(NetworkStream client, List<string> head)
    {
        _passed.Enqueue(head[0]);
        var target = head[0].Split(' ')[1];
        var isTunnel = head[0].StartsWith("CONNECT ", StringComparison.Ordinal);
        var address = new Uri(isTunnel ? $"https://{target}" : target);
        using var server = new TcpClient();
        await server.ConnectAsync(address.Host, address.Port, _stop.Token);
        var stream = server.GetStream();
        if (isTunnel)
        {
            await WriteAsync(client, "200 Connection established", "");
        }
        else
        {
            // Servers expect the path alone.
            head[0] = head[0].Replace(target, address.PathAndQuery, StringComparison.Ordinal);
            // One request for each connection: the next one may be for another server.
            head.RemoveAll(h =>
                h.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase)
                || h.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)
            );
            await stream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", head) + "\r\nConnection: close\r\n\r\n"), _stop.Token);
        }

        await Task.WhenAny(client.CopyToAsync(stream, _stop.Token), stream.CopyToAsync(client, _stop.Token));
    }

    private bool IsAllowed(List<string> head) =>
        _login is null || head.Exists(h => h.StartsWith(LoginHeader, StringComparison.OrdinalIgnoreCase) && h[LoginHeader.Length..] == _login);

    private async Task<List<string>> HeadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return [];
            }

            text.Append((char)one[0]);
        }

        return [.. text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    private async Task WriteAsync(NetworkStream stream, string status, string headers) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\n{headers}\r\n"), _stop.Token);
}

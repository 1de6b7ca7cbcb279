using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace QlikConnections.Client.Tests;

/// <summary>Writes bytes to a socket as a test orders them, for responses that no HTTP server would let out.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Func<string, Stream, CancellationToken, Task> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;

    /// <summary>Starts.</summary>
    /// <param name="answer">Takes the request line and headers, and the stream to write to.</param>
    /// <param name="certificate">The certificate for https; null for plain http.</param>
    public RawServer(Func<string, Stream, CancellationToken, Task> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri BaseAddress => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The request lines so far.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>A server that responds the sign-in of either platform as it should, and everything else with these bytes.</summary>
    public static RawServer SignedIn(Func<string, byte[]> answer) =>
        SignedIn((head, stream, stop) => stream.WriteAsync(answer(head), stop).AsTask());

    /// <summary>A server that responds the sign-in of either platform as it should, and everything else by hand.</summary>
    public static RawServer SignedIn(Func<string, Stream, CancellationToken, Task> answer) =>
        new(
            (head, stream, stop) =>
                head.Contains("users/me", StringComparison.Ordinal)
                    ? stream.WriteAsync(Response(200, """{"id":"u1","name":"Uma"}"""), stop).AsTask()
                : head.Contains("qrs/about", StringComparison.Ordinal) ? stream.WriteAsync(Response(200, "{}"), stop).AsTask()
                : answer(head, stream, stop)
        );

    public static byte[] Response(int status, string body, string type = "application/json", string headers = "") =>
        Response(status, Encoding.UTF8.GetBytes(body), type, headers);

    public static byte[] Response(int status, byte[] body, string type = "application/json", string headers = "") =>
        [.. Head(status, type, $"Content-Length: {body.Length}\r\n{headers}"), .. body];

    public static byte[] Head(int status, string type, string headers) =>
        Encoding.Latin1.GetBytes($"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\n{headers}Connection: close\r\n\r\n");

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
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = AnswerAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var stream = await OpenAsync(client);
                var head = await HeadAsync(stream);
                if (head.Length == 0)
                {
                    return;
                }

                _requests.Enqueue(head.Split('\r')[0]);
                await _answer(head, stream, _stop.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                // Closing with unread data would reset the connection, and the response would be lost.
                while (await stream.ReadAsync(new byte[4096], _stop.Token) > 0)
                {
                }
            }
            catch (Exception exception)
                when (exception is IOException or SocketException or OperationCanceledException or AuthenticationException)
            {
                // The client has had enough.
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
        {
            return client.GetStream();
        }

        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return stream;
    }

    private async Task<string> HeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (
            !head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal)
            && await stream.ReadAsync(buffer, _stop.Token) is var read and > 0
        )
        {
            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return head.ToString();
    }
}

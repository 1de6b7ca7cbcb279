using System.Net;
using System.Net.Sockets;
using System.Text;

namespace QlikConnections.Client.SignIn;

/// <summary>
/// Receives the redirect at the end of a sign-in, on this computer only. Not an HttpListener: Windows gives its addresses to
/// administrators, and it would not listen on ::1, where some browsers look for localhost first.
/// </summary>
internal sealed class RedirectListener : IDisposable
{
    private const int LongestHead = 16 * 1024;

    /// <summary>Browsers open connections that they do not use; others must not wait for them.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<TcpListener> _listeners;
    private readonly TaskCompletionSource<RedirectResponse> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RedirectListener(int port, IReadOnlyList<TcpListener> listeners) => (Port, _listeners) = (port, listeners);

    /// <summary>The port on which it listens.</summary>
    public int Port { get; }

    /// <summary>Listens on the first port that is free.</summary>
    /// <exception cref="QlikException">None is.</exception>
    public static RedirectListener Open(IReadOnlyList<int> ports) =>
        ports.Select(TryOpen).FirstOrDefault(l => l is not null)
        ?? throw QlikFailure.Create(nameof(Strings.QlikRedirectPortTaken), string.Join(", ", ports));

    /// <summary>Waits for the redirect of one sign-in. All other requests are told that they do not belong to it.</summary>
    /// <param name="state">The value that its redirect has.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RedirectResponse> WaitAsync(string state, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() => _answer.TrySetCanceled());
        foreach (var listener in _listeners)
        {
            _ = AcceptAsync(listener, state);
        }

        return await _answer.Task.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var listener in _listeners)
        {
            listener.Stop();
        }
    }

    /// <summary>Both addresses of localhost, or none: another program with the other one would receive the redirect.</summary>
    private static RedirectListener? TryOpen(int port)
    {
        var listeners = new List<TcpListener>();
        try
        {
            listeners.Add(Started(IPAddress.Loopback, port));
            if (Socket.OSSupportsIPv6)
            {
                listeners.Add(Started(IPAddress.IPv6Loopback, port));
            }
        }
        catch (SocketException exception)
            when (listeners.Count == 1
                && exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            // This computer has no ::1.
        }
        catch (SocketException)
        {
            listeners.ForEach(l => l.Stop());
            return null;
        }

        return new RedirectListener(port, listeners);
    }

    private static TcpListener Started(IPAddress address, int port)
    {
        var listener = new TcpListener(address, port);
        if (Environment.OSVersion.Platform == PlatformID.Win32NT)
        {
            // On other systems it would only refuse the port of a sign-in that ended a moment ago.
            listener.ExclusiveAddressUse = true;
        }

        listener.Start();
        return listener;
    }

    private async Task AcceptAsync(TcpListener listener, string state)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync().ConfigureAwait(false), state);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The sign-in has ended.
        }
    }

    private async Task ServeAsync(TcpClient client, string state)
    {
        using var limit = new CancellationTokenSource(LongestRead);
        using var registration = limit.Token.Register(client.Close);
        RedirectResponse? answer = null;
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                var line = await RequestLineAsync(stream).ConfigureAwait(false);
                (var page, answer) = Judge(line, state);
                using (var writer = new StreamWriter(stream, new UTF8Encoding(false), 1024, leaveOpen: true))
                {
                    await writer.WriteAsync(page.ToString()).ConfigureAwait(false);
                }

                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The browser has closed the connection, or sent nothing in time.
        }

        if (answer is not null)
        {
            _answer.TrySetResult(answer);
        }
    }

    /// <summary>The page for a request, and the redirect, if it is the expected one.</summary>
    private static (RedirectPage Page, RedirectResponse? Answer) Judge(string line, string state)
    {
        var parts = line.Split(' ');
        if (parts.Length != 3 || !parts[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            return (RedirectPage.NotUnderstood, null);
        }

        var target = parts[1].Split(['?'], 2);
        return target[0] != BrowserSignInOptions.RedirectPath ? (RedirectPage.NotFound, null)
            : parts[0] != "GET" ? (RedirectPage.WrongMethod, null)
            : target.Length < 2 || RedirectResponse.Parse(target[1]) is not { } answer || answer.State != state
                ? (RedirectPage.AnotherSignIn, null)
            : (answer.HasCode ? RedirectPage.Received : RedirectPage.Refused, answer);
    }

    /// <summary>The first line of a request, after the whole head has been read: a connection that is closed with unread data is reset, and
    /// the browser would not show the page. Empty if it is too long.</summary>
    private static async Task<string> RequestLineAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, detectEncodingFromByteOrderMarks: false, 1024, leaveOpen: true);
        var head = new StringBuilder();
        var buffer = new char[1024];
        while (head.Length < LongestHead && await reader.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false) is var read and > 0)
        {
            var text = head.Append(buffer, 0, read).ToString();
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) >= 0)
            {
                return text.Substring(0, text.IndexOf("\r\n", StringComparison.Ordinal));
            }
        }

        return "";
    }
}

using System.Security.Cryptography;

namespace SandboxServer;

/// <summary>Who is signed in at which virtual proxy, and who is on the way in.</summary>
internal sealed class ProxySessions(int mostPerUser)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Prefix, string Id), string> _sessions = [];
    private readonly Dictionary<(string Prefix, string User), string> _socketTokens = [];
    private readonly Dictionary<string, string> _tickets = [];
    private readonly Dictionary<string, string> _targets = [];

    public string? UserOf(VirtualProxy proxy, string? sessionId)
    {
        lock (_gate)
        {
            return sessionId is not null && _sessions.TryGetValue((proxy.Prefix, sessionId), out var user) ? user : null;
        }
    }

    /// <summary>The id of a new session, or null when the user has as many as he may [qrs 3.2].</summary>
    public string? Open(VirtualProxy proxy, string user)
    {
        lock (_gate)
        {
            var open = _sessions.Count(session =>
                session.Key.Prefix == proxy.Prefix && string.Equals(session.Value, user, StringComparison.OrdinalIgnoreCase)
            );
            if (open >= mostPerUser)
            {
                return null;
            }

            var id = Token();
            _sessions.Add((proxy.Prefix, id), user);
            return id;
        }
    }

    /// <summary>The token that web sockets of a user need: one until the sessions end.</summary>
    public string SocketTokenOf(VirtualProxy proxy, string user)
    {
        lock (_gate)
        {
            return _socketTokens.TryGetValue((proxy.Prefix, user), out var token) ? token : _socketTokens[(proxy.Prefix, user)] = Token();
        }
    }

    public void EndAll()
    {
        lock (_gate)
        {
            _sessions.Clear();
            _socketTokens.Clear();
        }
    }

    /// <summary>Good for one request.</summary>
    public string IssueTicket(string user) => Keep(_tickets, user);

    public string? RedeemTicket(string ticket) => Take(_tickets, ticket);

    /// <summary>Remembers where somebody wanted to go before he was sent to sign in.</summary>
    public string RememberTarget(string address) => Keep(_targets, address);

    public string? RecallTarget(string id)
    {
        lock (_gate)
        {
            return _targets.GetValueOrDefault(id);
        }
    }

    private string Keep(Dictionary<string, string> sessions, string value)
    {
        var id = Token();
        lock (_gate)
        {
            sessions.Add(id, value);
        }

        return id;
    }

    private string? Take(Dictionary<string, string> sessions, string id)
    {
        lock (_gate)
        {
            return sessions.Remove(id, out var value) ? value : null;
        }
    }

    private static string Token() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}

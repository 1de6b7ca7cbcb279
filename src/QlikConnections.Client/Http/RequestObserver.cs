using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QlikConnections.Client.Http;

/// <summary>Listens to the requests of one caller.</summary>
public sealed class RequestObserver
{
    /// <summary>What is shorter is in every second word, and is no secret.</summary>
    private const int ShortestSecret = 4;

    private const string Hidden = "***";

    private readonly ConcurrentDictionary<string, bool> _secrets = new(StringComparer.Ordinal);
    private int _requests;

    /// <summary>Takes one line per request and per wait; null to hear none. Lines hold no secret and no query value.</summary>
    public Action<string>? Line { get; init; }

    /// <summary>Is told of each wait for the rate limit, when it begins; null to hear none.</summary>
    public Action<TimeSpan>? Wait { get; init; }

    /// <summary>Takes what a server announces of an endpoint, once per endpoint and session; null to hear nothing, and leave it to the next.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>How many requests went out, repeated ones included.</summary>
    public int Requests => Volatile.Read(ref _requests);

    internal void Count() => Interlocked.Increment(ref _requests);

    /// <summary>Remembers what went into a request and must not come back in what the server says of it.</summary>
    internal void Keep(string secret)
    {
        if (secret.Length >= ShortestSecret)
        {
            _secrets[secret] = true;
        }
    }

    /// <summary>A server's words without the secrets that it repeats, as they are or as they were written in the body.</summary>
    internal string Hide(string text)
    {
        foreach (var secret in _secrets.Keys.OrderByDescending(s => s.Length))
        {
            text = text
                .Replace(secret, Hidden)
                .Replace(JsonEncodedText.Encode(secret).ToString(), Hidden)
                .Replace(JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(), Hidden);
        }

        return text;
    }
}

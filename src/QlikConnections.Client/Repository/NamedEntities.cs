using System.Diagnostics;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>
/// Tags or custom property definitions of a site, by name. All are read once, and again if a name is missing, unless they were read a
/// moment ago: many rows may misspell the same name.
/// </summary>
internal sealed class NamedEntities(
    ApiTransport transport,
    string path,
    string notFoundId,
    QlikSession session,
    Func<JsonObject, bool>? isUsable = null
) : IDisposable
{
    private static readonly long Moment = 5 * Stopwatch.Frequency;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, long> _missed = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, JsonObject>? _byName;

    /// <summary>The entities of those names, in that order.</summary>
    /// <exception cref="QlikException">One of them does not exist; the error suggests similar names.</exception>
    public async Task<IReadOnlyList<JsonObject>> ResolveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return [];
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var wasKnown = _byName is not null;
            var known = _byName ??= await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (wasKnown && names.Any(n => !known.ContainsKey(n) && !WasMissedNow(n)))
            {
                // The cached table may be older than the tag.
                known = _byName = await ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            foreach (var missed in names.Where(n => !known.ContainsKey(n)))
            {
                _missed[missed] = Stopwatch.GetTimestamp();
            }

            return [.. names.Select(n => known.TryGetValue(n, out var entity) ? entity
                : throw NotFound(n, known.Keys))];
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>All entities.</summary>
    public async Task<IReadOnlyCollection<JsonObject>> AllAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return (_byName ??= await ReadAsync(cancellationToken).ConfigureAwait(false)).Values;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Reads again at the next name: a request of the user may have created or deleted one.</summary>
    public void Forget() => Interlocked.Exchange(ref _byName, null);

    /// <summary>The advice contains a command, in which a quote is written twice.</summary>
    private QlikException NotFound(string name, IEnumerable<string> known) => new(
        notFoundId,
        QlikFailure.Message(notFoundId, name, session.Name, Suggestions.Sentence(name, known)),
        notFoundId == nameof(Strings.QlikTagNotFound)
            ? QlikFailure.Message(nameof(Strings.TagAdvice), name.Replace("'", "''"), session.Name.Replace("'", "''"))
            : QlikFailure.Action(notFoundId));

    private bool WasMissedNow(string name) => _missed.TryGetValue(name, out var missed) && Stopwatch.GetTimestamp() - missed < Moment;

    public void Dispose() => _gate.Dispose();

    private async Task<Dictionary<string, JsonObject>> ReadAsync(CancellationToken cancellationToken)
    {
        var byName = new Dictionary<string, JsonObject>(StringComparer.OrdinalIgnoreCase);
        foreach (var entity in (await transport.ListAsync(path, cancellationToken).ConfigureAwait(false)).Where(isUsable ?? (_ => true)))
        {
            byName[entity.Text("name") ?? ""] = entity;
        }

        return byName;
    }
}

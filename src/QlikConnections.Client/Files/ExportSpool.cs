using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Files;

/// <summary>
/// The connections of an export in the order in which they come, in a temporary file that only the user can read. In memory are only their
/// keys and places, so that any number can be sorted.
/// </summary>
public sealed class ExportSpool : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"QlikConnections.{Guid.NewGuid():N}.tmp");
    private readonly List<(ExportKey Key, long Start, int Length)> _places = [];
    private readonly HashSet<Guid> _ids = [];
    private readonly Dictionary<string, string> _spaces = new(StringComparer.Ordinal);
    private FileStream? _records;

    /// <summary>How many connections there are.</summary>
    public int Count => _places.Count;

    /// <summary>How many are in a space whose name is not known.</summary>
    public int WithoutSpaceName { get; private set; }

    /// <summary>How many have an owner whose name is not known.</summary>
    public int WithoutOwnerName { get; private set; }

    /// <summary>The session of the connections; null if there is none yet.</summary>
    public QlikSession? Session { get; private set; }

    /// <summary>Takes a connection, once.</summary>
    /// <exception cref="QlikException">It belongs to another server, or cannot be stored.</exception>
    public void Add(QlikDataConnection connection, QlikSession session)
    {
        Session ??= session;
        if (Session.Uri != session.Uri || Session.Platform != session.Platform)
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.ExportOtherServer), connection.Name, session.Uri, Session.Uri));
        }

        if (!_ids.Add(connection.Id))
        {
            return;
        }

        WithoutSpaceName += IsUnknown(connection.SpaceId, connection.SpaceName) ? 1 : 0;
        WithoutOwnerName += IsUnknown(connection.OwnerId, connection.OwnerName) ? 1 : 0;
        var record = ExportFormat.Record(connection);
        try
        {
            _records ??= RecoveryFolder.OpenAlone(_path, FileMode.CreateNew, FileOptions.DeleteOnClose, FileAccess.ReadWrite);
            var start = _records.Length;
            _records.Seek(0, SeekOrigin.End);
            _records.Write(record, 0, record.Length);
            _places.Add((Shared(ExportKey.Of(connection, session.Platform)), start, record.Length));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ExportTarget.Unwritable(_path, exception);
        }
    }

    /// <summary>The keys in the order of the export.</summary>
    internal IReadOnlyList<ExportKey> Keys()
    {
        _places.Sort((a, b) => a.Key.CompareTo(b.Key));
        return [.. _places.Select(p => p.Key)];
    }

    /// <summary>The connections in the order of the export, as they are in its list.</summary>
    public IEnumerable<byte[]> Records(CancellationToken cancellationToken)
    {
        _places.Sort((a, b) => a.Key.CompareTo(b.Key));
        foreach (var (_, start, length) in _places)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var record = new byte[length];
            _records!.Seek(start, SeekOrigin.Begin);
            for (var read = 0; read < length;)
            {
                var count = _records.Read(record, read, length - read);
                read += count > 0 ? count : throw new EndOfStreamException();
            }

            yield return record;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _records?.Dispose();

    private static bool IsUnknown(string? id, string? name) => !string.IsNullOrEmpty(id) && (name is null || name == id);

    /// <summary>Many connections share the text of one space.</summary>
    private ExportKey Shared(ExportKey key)
    {
        if (!_spaces.TryGetValue(key.Space, out var space))
        {
            _spaces[key.Space] = space = key.Space;
        }

        return key with { Space = space };
    }
}

using System.Text.Json;
using QlikConnections.Client;
using QlikConnections.Client.Files;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>A JSON file with one object, which maps names to names or values, and the lines of its members.</summary>
internal sealed class MapFile
{
    /// <summary>The most bytes of a file.</summary>
    private const int Largest = 16 * 1024 * 1024;

    private readonly Dictionary<string, int> _lines = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _problems = [];

    private MapFile(string path) => Path = path;

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>The members.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; private set; } = new Dictionary<string, object?>();

    /// <summary>Where each member is, for messages.</summary>
    public IReadOnlyDictionary<string, string> Places => _lines.ToDictionary(
        l => l.Key,
        l => QlikFailure.Message(nameof(Strings.ImportMapPlace), Path, l.Value),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <exception cref="QlikException">It cannot be read, or is not JSON with an object.</exception>
    public static MapFile Read(string path)
    {
        try
        {
            if (!FileTrust.LeadsToFile(path) || new FileInfo(path).Length > Largest)
            {
                throw new FormatException(Strings.RecoveryNoFile);
            }

            var file = new MapFile(path);
            file.Read(File.ReadAllBytes(path));
            return file;
        }
        catch (JsonException exception)
        {
            throw Unreadable(path, QlikFailure.Message(
                nameof(Strings.ImportNoJson), exception.LineNumber + 1, exception.BytePositionInLine + 1));
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, exception.Message);
        }
        catch (InvalidOperationException)
        {
            // Half of a character in a text.
            throw Unreadable(path, Strings.RecoveryMemberInvalid);
        }
    }

    /// <summary>Adds something that is wrong with a member.</summary>
    public void Add(string member, string problem) =>
        _problems.Add(QlikFailure.Message(nameof(Strings.ImportMapLine), _lines[member], problem));

    /// <summary>Refuses the file, with everything that is wrong with it.</summary>
    /// <exception cref="QlikException">Something is.</exception>
    public void Check()
    {
        if (_problems.Count > 0)
        {
            throw Unreadable(Path, string.Join(" ", _problems));
        }
    }

    private static QlikException Unreadable(string path, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikImportUnreadable), path, reason);

    private void Read(byte[] text)
    {
        var mark = text.AsSpan().StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        using var document = JsonDocument.Parse(text.AsMemory(mark));
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException(Strings.ImportNoObject);
        }

        ReadLines(text.AsSpan(mark));
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (RepeatedMember.Of(member.Value) is { } twice)
            {
                Add(member.Name, QlikFailure.Message(nameof(Strings.RecoveryNameTwice), twice));
            }
        }

        Check();
        Values = (IReadOnlyDictionary<string, object?>)document.RootElement.ToValue()!;
    }

    /// <summary>The lines of the members; one that is there twice is a problem.</summary>
    private void ReadLines(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        var (line, at) = (1, 0);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            for (; at < reader.TokenStartIndex; at++)
            {
                line += text[at] == '\n' ? 1 : 0;
            }

            var name = reader.GetString()!;
            if (_lines.ContainsKey(name))
            {
                _problems.Add(QlikFailure.Message(
                    nameof(Strings.ImportMapLine), line, QlikFailure.Message(nameof(Strings.RecoveryNameTwice), name)));
            }
            else
            {
                _lines[name] = line;
            }
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using QlikConnections.Sandbox.Wire;
using QlikConnections.Shared;

namespace QlikConnections.Sandbox.Tenancy;

/// <summary>
/// Keeps the state in a file: indented JSON in a stable order, so that two states can be compared line by line. Written to a temporary file
/// that then replaces the old one, so that a crash leaves one of the two.
/// </summary>
internal sealed class StateFile<TState>(string path, Action<Utf8JsonWriter, TState> write, Action<JsonElement, TState> read)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _path = Path.GetFullPath(path);

    public bool Exists => File.Exists(_path);

    /// <exception cref="InvalidDataException">The file is not a state that a sandbox wrote.</exception>
    public void Load(TState state)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(_path));
            read(document.RootElement, state);
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or Refusal
            )
        {
            throw new InvalidDataException(
                $"The sandbox state file '{_path}' is damaged: {e.Message} Repair it, or delete it to start again.",
                e
            );
        }
    }

    public void Save(TState state)
    {
        // An unpredictable name, so that a file that somebody placed there is not written to.
        var temporary = $"{_path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = CreatePrivate(temporary))
            {
                using (var json = new Utf8JsonWriter(stream, Indented))
                {
                    write(json, state);
                }

                stream.Flush(flushToDisk: true);
            }

            FileReplacement.Move(temporary, _path);
        }
        catch
        {
            DeleteIfPossible(temporary);
            throw;
        }
    }

    /// <summary>A new file that only the user can read: the content of a sandbox may be a copy of a real tenant.</summary>
    private static FileStream CreatePrivate(string path)
    {
#if NET
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
#else
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
#endif
    }

    private static void DeleteIfPossible(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure to write is reported.
        }
    }
}

using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>A file as the value of a property: a name, and the content in base64 [cloud 10]. The content is never shown.</summary>
internal static class FileProperty
{
    /// <summary>Certificates and keys have a few kilobytes; a much larger file is probably a mistake.</summary>
    private const int Largest = 1024 * 1024;

    /// <summary>The entry for a file or its bytes; null for any other value.</summary>
    public static IReadOnlyDictionary<string, object?>? Entry(string property, object? value) =>
        value switch
        {
            FileInfo file => Entry(file.Name, property, Read(file, property)),
            byte[] bytes => Entry(property, property, bytes),
            // Bytes that passed through a pipeline.
            object[] { Length: > 0 } items when Array.TrueForAll(items, i => Bare(i) is byte) => Entry(
                property,
                property,
                Array.ConvertAll(items, i => (byte)Bare(i)!)
            ),
            _ => null,
        };

    private static object? Bare(object? item) => item is PSObject wrapped ? wrapped.BaseObject : item;

    private static Dictionary<string, object?> Entry(string name, string property, byte[] content) =>
        content.Length == 0 ? throw Unusable(name, property, Strings.FileEmpty)
            : content.Length > Largest ? throw TooLarge(name, property, content.Length)
            : new(StringComparer.Ordinal) { ["name"] = name, ["value"] = Convert.ToBase64String(content) };

    private static byte[] Read(FileInfo file, string property)
    {
        try
        {
            file.Refresh();
            return file.Length > Largest ? throw TooLarge(file.Name, property, file.Length) : File.ReadAllBytes(file.FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(file.Name, property, exception.Message);
        }
    }

    private static QlikException TooLarge(string name, string property, long length) =>
        Unusable(name, property, QlikFailure.Message(nameof(Strings.FileTooLarge), length));

    private static QlikException Unusable(string name, string property, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikFileUnusable), name, property, reason);
}

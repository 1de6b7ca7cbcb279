using System.Text;
using System.Text.Json;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// The body of a PATCH: "replace" operations on absolute values, only of what differs (data-connections reference, PATCH). The
/// wrapper <c>{"patchData": …}</c> of older texts is refused since 23 May 2025; <see cref="CloudApi"/> knows when it is wanted.
/// </summary>
internal static class ConnectionPatch
{
    /// <summary>The operations' paths and values; empty when nothing differs.</summary>
    public static IReadOnlyList<KeyValuePair<string, object>> Of(QlikDataConnection current, DataConnectionChange change)
    {
        var difference = change.Minimal(current);
        (string Path, object? Value)[] all =
        [
            ("/qName", difference.Name),
            ("/space", difference.Space?.Id),
            ("/tags", difference.Tags),
            ("/qCredentialsID", difference.CredentialId?.ToString("D")),
            ("/qConnectStatement", difference.ConnectionString),
            ("/qUsername", difference.Credential?.UserName),
            ("/qPassword", difference.Credential?.Password),
        ];
        return [.. all.Where(o => o.Value is not null).Select(o => new KeyValuePair<string, object>(o.Path, o.Value!))];
    }

    /// <summary>The operations as JSON.</summary>
    /// <param name="operations">Paths and values.</param>
    /// <param name="isWrapped">True for <c>{"patchData": […]}</c> (fact sheet 2.5).</param>
    public static byte[] ToUtf8(IReadOnlyList<KeyValuePair<string, object>> operations, bool isWrapped)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            if (isWrapped)
            {
                json.WriteStartObject();
                json.WritePropertyName("patchData");
            }

            json.WriteStartArray();
            foreach (var operation in operations)
            {
                json.WriteStartObject();
                json.WriteString("op", "replace");
                json.WriteString("path", operation.Key);
                json.WritePropertyName("value");
                PropertyJson.WriteValue(json, operation.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (isWrapped)
            {
                json.WriteEndObject();
            }
        }

        return stream.ToArray();
    }
}

using System.Text;
using System.Text.Json;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// The body of a PATCH: a bare array of "replace" operations on absolute values, only of what differs (data-connections
/// reference, PATCH; the wrapper <c>{"patchData": …}</c> of older texts is refused since 23 May 2025).
/// </summary>
internal static class ConnectionPatch
{
    /// <summary>The operations' paths and values; empty when nothing differs.</summary>
    public static IReadOnlyList<KeyValuePair<string, object>> Of(QlikDataConnection current, DataConnectionChange change)
    {
        var operations = new List<KeyValuePair<string, object>>();
        void Add(string path, object value) => operations.Add(new(path, value));

        if (change.Name is { } name && name != current.Name)
        {
            Add("/qName", name);
        }

        if (change.Space is { } space && space.Id != (current.SpaceId ?? ""))
        {
            Add("/space", space.Id);
        }

        if (change.Tags is { } tags && !tags.SequenceEqual(current.Tags, StringComparer.Ordinal))
        {
            Add("/tags", tags);
        }

        if (change.CredentialId is { } credential && credential != current.CredentialId)
        {
            Add("/qCredentialsID", credential.ToString("D"));
        }

        if (change.ConnectionString is { } statement && statement != current.ConnectionString)
        {
            Add("/qConnectStatement", statement);
        }

        if (change.Credential is { } login)
        {
            Add("/qUsername", login.UserName);
            Add("/qPassword", login.Password);
        }

        return operations;
    }

    /// <summary>The operations as JSON.</summary>
    public static byte[] ToUtf8(IReadOnlyList<KeyValuePair<string, object>> operations)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
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
        }

        return stream.ToArray();
    }
}

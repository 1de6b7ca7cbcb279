using System.Text.Json;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// The body of a PATCH: "replace" operations on absolute values, only of what differs (data-connections reference, PATCH). The wrapper
/// <c>{"patchData": …}</c> of older texts has been rejected since 23 May 2025; <see cref="CloudApi"/> decides when it is used.
/// </summary>
internal static class ConnectionPatch
{
    /// <summary>The operations; empty if nothing remains for PATCH.</summary>
    /// <param name="current">The connection as it is.</param>
    /// <param name="difference">What differs from it.</param>
    public static IReadOnlyList<PatchOperation> Of(QlikDataConnection current, DataConnectionChange difference)
    {
        PatchOperation[] all =
        [
            new("/qName", difference.Name),
            new("/space", difference.Space?.Id),
            new("/tags", difference.Tags),
            new("/qCredentialsID", difference.CredentialId?.ToString("D")),
            new("/qConnectStatement", difference.ConnectionString),
            new("/qUsername", difference.Credential?.UserName),
            new("/qPassword", difference.Credential?.SecurePassword),
        ];
        var operations = all.Where(o => o.Value is not null).ToList();
        operations.AddRange(
            (difference.Properties ?? new Dictionary<string, object?>()).Select(p => new PatchOperation(
                "/connectionProperties/" + Escape(p.Key),
                p.Value
            ))
        );
        if (operations.Count == 0 && difference.AuthCode is not null)
        {
            // The code is sent in a header, and a PATCH without operations is refused, so the name is replaced by itself.
            operations.Add(new("/qName", current.Name));
        }

        return operations;
    }

    /// <summary>The operations as JSON.</summary>
    /// <param name="operations">Paths and values.</param>
    /// <param name="secrets">Takes the secrets in them.</param>
    /// <param name="isWrapped">True for <c>{"patchData": […]}</c> [cloud 2.5].</param>
    public static byte[] ToUtf8(IReadOnlyList<PatchOperation> operations, RequestSecrets secrets, bool isWrapped)
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
                json.WriteString("op", operation.Removes ? "remove" : "replace");
                json.WriteString("path", operation.Path);
                if (!operation.Removes)
                {
                    json.WritePropertyName("value");
                    ValueJson.Keep(operation.Path.Substring(operation.Path.LastIndexOf('/') + 1), operation.Value, secrets);
                    ValueJson.WriteValue(json, operation.Value, secrets);
                }

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

    /// <summary>A name as part of a JSON pointer (RFC 6901).</summary>
    private static string Escape(string name) => name.Replace("~", "~0").Replace("/", "~1");
}

/// <summary>One operation of a PATCH: "replace" by an absolute value, or "remove".</summary>
/// <param name="Path">What is changed, as a JSON pointer.</param>
/// <param name="Value">The new value; null to remove. May be or hold a SecureString.</param>
internal sealed record class PatchOperation(string Path, object? Value)
{
    /// <summary>True if the value is removed instead of replaced.</summary>
    public bool Removes => Value is null;

    /// <summary>Without the value, which may be a secret; replaces the generated text of the record.</summary>
    public override string ToString() => $"{(Removes ? "remove" : "replace")} {Path}";
}

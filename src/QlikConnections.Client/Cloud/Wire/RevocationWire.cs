using System.Text.Json.Serialization;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>The body of POST /oauth/revoke.</summary>
internal sealed record class RevocationWire(
    [property: JsonPropertyName("token")] string Token,
    [property: JsonPropertyName("token_type_hint")] string TokenTypeHint)
{
    /// <summary>Without the token; replaces the generated text of the record.</summary>
    public override string ToString() => nameof(RevocationWire);
}

using System.Text.Json;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>Writes what a creation sends (data-connections reference; [cloud 2.4]). Secrets become text here and nowhere
/// earlier.</summary>
internal static class CreationBody
{
    /// <summary>
    /// The body, in the form of the definition. The older dcaas endpoint uses the property form with other names [cloud 6].
    /// </summary>
    public static byte[] Of(
        DataConnectionDefinition definition,
        RequestSecrets secrets,
        bool authUrlOnly,
        string sourceName = "datasourceID",
        string nameName = "qName",
        string spaceName = "space"
    )
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString(sourceName, definition.DataSourceId);
            json.WriteString(nameName, definition.Name);
            if (definition.Space is { Type: not QlikSpaceType.Personal } space)
            {
                json.WriteString(spaceName, space.Id);
            }

            if (definition.Tags.Count > 0)
            {
                json.WritePropertyName("tags");
                ValueJson.WriteValue(json, definition.Tags, secrets);
            }

            if (definition.ConnectionString is null)
            {
                json.WritePropertyName("connectionProperties");
                ValueJson.WriteValue(json, definition.Properties, secrets);
                if (authUrlOnly)
                {
                    json.WriteBoolean("authUrlOnly", true);
                }
            }
            else
            {
                WriteStatement(json, definition, secrets);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>The connect-statement form (ConnectionCreate).</summary>
    private static void WriteStatement(Utf8JsonWriter json, DataConnectionDefinition definition, RequestSecrets secrets)
    {
        secrets.AddStatement(definition.ConnectionString);
        json.WriteString("qConnectStatement", definition.ConnectionString);
        json.WriteString("qType", definition.Type);
        if (definition.Credential is { } login)
        {
            json.WriteString("qUsername", login.UserName);
            json.WriteString("qPassword", secrets.Reveal(login.SecurePassword));
        }

        if (definition.CredentialId is { } credential)
        {
            json.WriteString("qCredentialsID", credential);
        }

        if (definition.CredentialName is { } name)
        {
            json.WriteString("qCredentialsName", name);
        }

        if (definition.SeparateCredentials)
        {
            json.WriteBoolean("qSeparateCredentials", true);
        }

        if (definition.ConnectionSecret is { } secret)
        {
            json.WriteString("qConnectionSecret", secrets.Reveal(secret));
        }

        if (definition.LogOn is { } logOn)
        {
            // Text here, a number in responses to GET.
            json.WriteString("qLogOn", ConnectionCodes.Of(logOn));
        }

        if (ConnectionCodes.Of(definition.Architecture) is { } architecture)
        {
            json.WriteNumber("qArchitecture", architecture);
        }
    }
}

using System.Text.Json;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.SignIn;

/// <summary>The paths of a tenant under which people and programs sign in. They need no token.</summary>
internal sealed class OAuthService(Tenant tenant, TokenStore tokens, CloudSandboxOptions options)
{
    private const string AuthorizePath = "/oauth/authorize";
    private const string TokenPath = "/oauth/token";
    private const string RevokePath = "/oauth/revoke";
    private const string MetadataPath = "/.well-known/oauth-authorization-server";

    private readonly AuthorizeEndpoint _authorize = new(tenant, tokens, options.AllowSignIns);
    private readonly TokenEndpoint _token = new(tenant, tokens, options.TokenLifetime, options.RefreshTokens);

    /// <summary>The response; null if the path is another one.</summary>
    public Reply? Answer(string method, Uri uri, byte[] body, string? mediaType)
    {
        string[]? methods = uri.AbsolutePath switch
        {
            AuthorizePath => ["GET", "POST"],
            TokenPath or RevokePath => ["POST"],
            MetadataPath => ["GET"],
            _ => null,
        };
        if (methods is null)
        {
            return null;
        }

        if (!methods.Contains(method))
        {
            return ErrorBody.From(ErrorFormat.Gateway, new(405, "The method is not allowed at this path")).Allowing(methods);
        }

        try
        {
            return uri.AbsolutePath switch
            {
                AuthorizePath => _authorize.Answer(method == "GET" ? new QueryString(uri).Text : Fields.Of(body, mediaType)),
                TokenPath => _token.Issue(Fields.Of(body, mediaType)),
                RevokePath => _token.Revoke(Fields.Of(body, mediaType)),
                _ => Reply.Json(200, json => WriteMetadata(json, uri.GetLeftPart(UriPartial.Authority))),
            };
        }
        catch (Refusal refusal)
        {
            return ErrorBody.From(ErrorFormat.OAuth, refusal);
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, string origin)
    {
        json.WriteStartObject();
        json.WriteString("issuer", origin);
        json.WriteString("authorization_endpoint", origin + AuthorizePath);
        json.WriteString("token_endpoint", origin + TokenPath);
        json.WriteString("revocation_endpoint", origin + RevokePath);
        Write(json, "response_types_supported", "code");
        Write(json, "grant_types_supported", "authorization_code", "client_credentials", "refresh_token");
        Write(json, "code_challenge_methods_supported", "S256");
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, params string[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}

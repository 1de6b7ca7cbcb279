using System.Text.Json;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Cloud;

/// <summary>Creates an OAuth client with which people sign in in their browser [cloud 9.5]. What is shown before is what is sent.</summary>
public sealed class NativeClientCreation
{
    private readonly IDataConnectionClient _client;

    /// <summary>A creation.</summary>
    /// <param name="client">The session.</param>
    /// <param name="name">The name that people see.</param>
    /// <param name="ports">The ports of its redirect addresses.</param>
    /// <param name="scopes">What its sessions may do at most.</param>
    /// <exception cref="QlikException">The platform has no OAuth clients.</exception>
    public NativeClientCreation(IDataConnectionClient client, string name, IEnumerable<int> ports, IReadOnlyList<string> scopes)
    {
        if (client.Session.Platform != QlikPlatform.Cloud)
        {
            throw QlikFailure.NotSupported(Strings.OAuthClients, Strings.ClientManaged, Strings.OAuthClientsInstead);
        }

        _client = client;
        Body = JsonSerializer.Serialize(
            new OAuthClientWire
            {
                AppType = "native",
                ClientName = name,
                AllowedScopes = scopes,
                RedirectUris = [.. ports.Select(BrowserSignInOptions.RedirectAddress)],
            },
            CloudJson.Default.OAuthClientWire
        );
    }

    /// <summary>The body of the request.</summary>
    public string Body { get; }

    /// <summary>Refuses what the server would refuse.</summary>
    /// <exception cref="QlikException">The session's user is not a tenant admin.</exception>
    public async Task RehearseAsync(CancellationToken cancellationToken)
    {
        if (await _client.Users.IsAdminAsync(cancellationToken).ConfigureAwait(false) == false)
        {
            throw QlikFailure.Create(nameof(Strings.QlikAccessDenied), Strings.OAuthClientNeedsAdmin);
        }
    }

    /// <summary>Creates the client.</summary>
    public async Task<QlikOAuthClient> SendAsync(CancellationToken cancellationToken)
    {
        var request = RestRequest.To(_client.Session, HttpMethod.Post, "/api/v1/oauth-clients", [], Body);
        var json = (await _client.InvokeAsync(request, cancellationToken).ConfigureAwait(false)).ToJson(request);
        var made = Read(json);
        return made?.ClientId is { Length: > 0 } id
            ? new QlikOAuthClient
            {
                ClientId = id,
                Name = made.ClientName ?? "",
                RedirectUris = made.RedirectUris ?? [],
                Scopes = made.AllowedScopes ?? [],
                Session = _client.Session,
            }
            : throw QlikFailure.Create(
                nameof(Strings.QlikUnexpectedResponse),
                QlikFailure.Message(nameof(Strings.BodyUnreadable), $"POST {request.Address.AbsolutePath}", Strings.BodyWithoutId),
                _client.Session.Name
            );
    }

    private static OAuthClientWire? Read(JsonElement? json)
    {
        try
        {
            return json?.Deserialize(CloudJson.Default.OAuthClientWire);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Globalization;
using QlikConnections.Sandbox.Endpoints;
using QlikConnections.Sandbox.Seed;
using QlikConnections.Sandbox.SignIn;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox;

/// <summary>
/// A Qlik Cloud tenant in memory, to try cmdlets, to rehearse a change, or to test scripts without a network. It behaves as the public API
/// documents; where the documentation is incomplete, it uses the strictest interpretation.
/// </summary>
public sealed class CloudSandbox
{
    private readonly Tenant _tenant;
    private readonly TokenStore _tokens;
    private readonly Gateway _gateway;
    private readonly StateFile<Tenant>? _file;
    private readonly Journal _journal = new();

    private CloudSandbox(CloudSandboxOptions options)
    {
        _tenant = new(options.TenantUri, options.Clock ?? SystemClock.Now);
        _tokens = new(_tenant);
        _file = options.StatePath is { } path ? new StateFile<Tenant>(path, StateFormat.Write, StateFormat.Read) : null;
        _gateway = new(
            _tenant,
            _tokens,
            new OAuthService(_tenant, _tokens, options),
            Routes.All(options),
            _file is null ? null : _file.Save
        );
    }

    /// <summary>The address of the tenant. The handler responds under every address; this is the one to connect to.</summary>
    public Uri TenantUri => _tenant.Address;

    /// <summary>The API key of a tenant admin, admin@acme.test. Fixed, and valid only for a sandbox.</summary>
    public string ApiKey { get; } = "sandbox-admin-key";

    /// <summary>The API key of a user without admin rights, bob@acme.test.</summary>
    public string MemberApiKey { get; } = "sandbox-member-key";

    /// <summary>The id of a machine-to-machine OAuth client; its bot user is a tenant admin.</summary>
    public string OAuthClientId { get; } = "sandbox-client";

    /// <summary>The secret of <see cref="OAuthClientId"/>. Fixed, and valid only for a sandbox.</summary>
    public string OAuthClientSecret { get; } = "sandbox-client-secret";

    /// <summary>The id of a native OAuth client, with which people sign in in their browser.</summary>
    public string NativeClientId { get; } = "sandbox-native-client";

    /// <summary>The redirect addresses of <see cref="NativeClientId"/>.</summary>
    public IReadOnlyList<string> NativeRedirectUris { get; } =
        ["http://localhost:47811/callback", "http://localhost:47812/callback", "http://localhost:47813/callback"];

    /// <summary>The latest requests, oldest first: at most 100 000. A copy; later requests do not change it.</summary>
    public IReadOnlyList<SandboxRequest> Requests => _journal.Snapshot();

    /// <summary>Starts a tenant, from its state file if there is one, otherwise from the sample data.</summary>
    /// <exception cref="InvalidDataException">The state file is damaged.</exception>
    public static CloudSandbox Create(CloudSandboxOptions? options = null)
    {
        options ??= new();
        var sandbox = new CloudSandbox(options);
        sandbox.Fill(options.Empty);
        return sandbox;
    }

    /// <summary>A new handler for this tenant. Handlers can be used at the same time from several threads.</summary>
    public HttpMessageHandler CreateHandler() => new SandboxHandler(_gateway.Answer, _journal);

    /// <summary>Clears the journal.</summary>
    public void ClearJournal() => _journal.Clear();

    /// <summary>Makes all issued OAuth tokens invalid, as an administrator could. API keys remain valid.</summary>
    public void RevokeTokens()
    {
        lock (_tenant.Gate)
        {
            _tokens.RevokeTokens();
        }
    }

    /// <summary>Makes all issued access tokens invalid, as if they had expired. Refresh tokens remain valid.</summary>
    public void RevokeAccessTokens()
    {
        lock (_tenant.Gate)
        {
            _tokens.RevokeAccessTokens();
        }
    }

    /// <summary>Adds many connections at once, owned by the tenant admin and named by the prefix and a number of six digits.</summary>
    /// <param name="count">How many.</param>
    /// <param name="namePrefix">The prefix of their names; numbers that are in use are skipped.</param>
    /// <param name="spaceName">Their space.</param>
    /// <returns>The ids, in order.</returns>
    /// <exception cref="ArgumentException">There is no such space.</exception>
    public IReadOnlyList<string> AddConnections(int count, string namePrefix = "bulk_", string spaceName = "Landing Zone")
    {
        var ids = new List<string>(Math.Max(count, 0));
        lock (_tenant.Gate)
        {
            var space = _tenant.Spaces.FirstOrDefault(known => known.Name == spaceName)
                ?? throw new ArgumentException($"There is no space named '{spaceName}'.", nameof(spaceName));
            for (var number = 1; ids.Count < count; number++)
            {
                var name = namePrefix + number.ToString("000000", CultureInfo.InvariantCulture);
                var connection = SeedConnections.Bulk(number, name, space.Id);
                // An earlier one may have been moved or renamed: then its name is free, but its id is not.
                if (_tenant.Connections.Find(space.Id, name) is null && _tenant.Connections.Find(connection.Id) is null)
                {
                    ids.Add(_tenant.Connections.Add(connection).Id);
                }
            }
            _file?.Save(_tenant);
        }
        return ids;
    }

    /// <summary>Adds many apps at once. Each loads from one connection of a space and stores to another.</summary>
    /// <param name="count">How many.</param>
    /// <param name="spaceName">Their space.</param>
    /// <param name="reloads">How many reloads each has had.</param>
    /// <returns>The ids, in order.</returns>
    /// <exception cref="ArgumentException">There is no such space.</exception>
    public IReadOnlyList<string> AddApps(int count, string spaceName = "Archive", int reloads = 2)
    {
        var ids = new List<string>(Math.Max(count, 0));
        lock (_tenant.Gate)
        {
            var space = _tenant.Spaces.FirstOrDefault(known => known.Name == spaceName)
                ?? throw new ArgumentException($"There is no space named '{spaceName}'.", nameof(spaceName));
            Connection[] connections =
            [
                .. _tenant.Connections.All.Where(c => c.SpaceId is not null).OrderBy(c => c.Id, StringComparer.Ordinal),
            ];
            for (var number = 1; ids.Count < count; number++)
            {
                var name = "app_" + number.ToString("000000", CultureInfo.InvariantCulture);
                var app = SeedApps.Bulk(number, name, space.Id, reloads, connections, id => _tenant.FindSpace(id)!.Name);
                if (_tenant.FindApp(app.Id) is null)
                {
                    _tenant.Put(app);
                    ids.Add(app.Id);
                }
            }
        }
        return ids;
    }

    /// <summary>Deletes an app.</summary>
    /// <returns>False if there is no such app.</returns>
    public bool RemoveApp(string id)
    {
        lock (_tenant.Gate)
        {
            return _tenant.RemoveApp(id);
        }
    }

    /// <summary>Which app uses which connection, also of apps that a caller cannot see.</summary>
    public IReadOnlyList<SandboxAppUse> AppUses()
    {
        lock (_tenant.Gate)
        {
            return
            [
                .. _tenant.Apps.SelectMany(app =>
                    app.Uses.Select(use =>
                    {
                        var reloads = app.Reloads.Take(10).Where(r => r.Success).ToArray();
                        return new SandboxAppUse(
                            app.Id,
                            app.Name,
                            use.ConnectionId,
                            use.Written,
                            use.Kind.ToString(),
                            reloads.Length,
                            reloads.Length == 0 ? 0 : use.Rows,
                            reloads.FirstOrDefault()?.End
                        );
                    })
                ),
            ];
        }
    }

    private void Fill(bool empty)
    {
        if (_file is { Exists: true })
        {
            _file.Load(_tenant);
        }
        else
        {
            SeedPeople.Fill(_tenant);
            if (!empty)
            {
                SeedConnections.Fill(_tenant);
            }

            _file?.Save(_tenant);
        }

        if (!empty)
        {
            SeedApps.Fill(_tenant);
        }

        _tokens.AddKey(ApiKey, SeedPeople.UserId(SeedPeople.Admin));
        _tokens.AddKey(MemberApiKey, SeedPeople.UserId(SeedPeople.Member));
        _tenant.Put(
            new OAuthClient
            {
                Id = OAuthClientId,
                Name = "Sandbox robot",
                AppType = OAuthClient.Web,
                Secret = OAuthClientSecret,
                BotId = SeedPeople.UserId(SeedPeople.Bot),
                Created = SeedPeople.Founded,
            }
        );
        _tenant.Put(
            new OAuthClient
            {
                Id = NativeClientId,
                Name = "Sandbox browser sign-in",
                AppType = OAuthClient.Native,
                RedirectUris = NativeRedirectUris,
                Scopes = ["user_default", Grant.Offline],
                Created = SeedPeople.Founded,
            }
        );
    }
}

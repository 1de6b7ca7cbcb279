using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>The users of a tenant, looked up on demand and cached for the session.</summary>
internal sealed class CloudUsers(ApiTransport transport, QlikSession session) : IUserDirectory
{
    /// <summary>Most ids in one filter (users reference, actions/filter).</summary>
    private const int IdsPerRequest = 100;

    private const string TenantAdmin = "TenantAdmin";

    /// <summary>The type of the roles that a tenant has from the start.</summary>
    private const string DefaultRole = "default";

    private const string AdminLevel = "admin";

    private readonly ConcurrentDictionary<string, QlikUser> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _gone = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, QlikUser> _byText = new(StringComparer.OrdinalIgnoreCase);

    public async IAsyncEnumerable<QlikUser> ListAsync(TextMatch? match, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = match is null ? null : match.Kind == TextMatchKind.Equal
            ? AnyAttributeEquals(match.Text)
            // The server knows "contains" on these three only; the caller checks the rest.
            : FilterText.Or(new[] { "name", "email", "subject" }.Select(a => $"{a} co {ScimFilter.Literal(match.Text)}"));
        await foreach (var user in QueryAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            yield return user;
        }
    }

    public async Task<QlikUser> ResolveAsync(string text, CancellationToken cancellationToken)
    {
        text = text.Trim();
        if (_byText.TryGetValue(text, out var known))
        {
            return known;
        }

        var found = new List<QlikUser>();
        await foreach (var user in QueryAsync(AnyAttributeEquals(text), cancellationToken).ConfigureAwait(false))
        {
            found.Add(user);
        }

        return _byText[text] = Best(text, found) ?? throw await NotFoundAsync(text, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyDictionary<string, QlikUser>> ByIdAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var missing = ids.Where(id => !_byId.ContainsKey(id) && !_gone.ContainsKey(id)).Distinct().ToArray();
        for (var start = 0; start < missing.Length; start += IdsPerRequest)
        {
            var batch = missing.Skip(start).Take(IdsPerRequest).ToArray();
            var filter = string.Join(" or ", batch.Select(id => $"id eq {ScimFilter.Literal(id)}"));
            using var request = new ApiRequest(HttpMethod.Post, transport.Address("/api/v1/users/actions/filter?limit=100"))
            {
                Repeatable = true,
                Tier = RateTier.UserFilter,
                Content = ApiTransport.Json(new UserFilterWire(filter), CloudJson.Default.UserFilterWire),
            };
            var page = await transport.SendAsync(request, CloudJson.Default.UserPage, cancellationToken).ConfigureAwait(false);
            foreach (var user in page.Data ?? [])
            {
                Keep(user);
            }

            foreach (var id in batch.Where(id => !_byId.ContainsKey(id)))
            {
                _gone[id] = 0;
            }
        }

        return _byId;
    }

    /// <summary>The user of the session.</summary>
    public async Task<QlikUser> MeAsync(CancellationToken cancellationToken) =>
        Keep(await ReadMeAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Whether the session's user is a tenant admin; null if that cannot be told: roles can come from groups, and a custom role or that of
    /// another admin may have the same rights [cloud 8.3].
    /// </summary>
    public async Task<bool?> IsAdminAsync(CancellationToken cancellationToken)
    {
        var me = await ReadMeAsync(cancellationToken).ConfigureAwait(false);
        if (me.AssignedRoles is not { } roles)
        {
            return null;
        }

        return roles.Any(r => r.Name == TenantAdmin) ? true
            : me.AssignedGroups is { Count: > 0 } || roles.Any(r => r.Type != DefaultRole || r.Level == AdminLevel) ? null
            : false;
    }

    private async Task<UserWire> ReadMeAsync(CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, transport.Address("/api/v1/users/me"));
        var me = await transport.SendAsync(request, CloudJson.Default.UserWire, cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(me.Id)
            ? throw transport.Failures.Unreadable(request, Strings.BodyWithoutId)
            : me;
    }

    private static string? AnyAttributeEquals(string text) =>
        FilterText.Or(new[] { "id", "email", "subject", "name" }.Select(a => $"{a} eq {ScimFilter.Literal(text)}"));

    /// <summary>An id takes precedence over an e-mail address or subject, these over a display name; two matches of the same rank are
    /// ambiguous.</summary>
    private static QlikUser? Best(string text, List<QlikUser> found)
    {
        bool Is(string? value) => string.Equals(value, text, StringComparison.OrdinalIgnoreCase);
        Func<QlikUser, bool>[] ranks = [u => u.Id == text, u => Is(u.Email) || Is(u.Subject), u => Is(u.Name)];
        foreach (var rank in ranks)
        {
            var best = found.Where(rank).ToArray();
            if (best.Length == 1)
            {
                return best[0];
            }

            if (best.Length > 1)
            {
                throw QlikFailure.Create(
                    nameof(Strings.QlikAmbiguousName),
                    text,
                    string.Join(", ", best.Select(u => $"{u.Name} <{u.Email ?? u.Subject}> ({u.Id})"))
                );
            }
        }

        return null;
    }

    private async Task<QlikException> NotFoundAsync(string text, CancellationToken cancellationToken)
    {
        // One more request, only before an error: users with a similar beginning are often meant.
        var stem = text.Split('@', '\\', ' ')[0];
        var near = new List<QlikUser>();
        if (stem.Length >= 3)
        {
            stem = stem.Substring(0, Math.Max(3, stem.Length - 2));
            await foreach (var user in ListAsync(new TextMatch(TextMatchKind.Contains, stem), cancellationToken).ConfigureAwait(false))
            {
                near.Add(user);
            }
        }

        var suggestions = near.OrderBy(u => Suggestions.Distance(text, u.Name))
            .Take(3)
            .Select(u => u.Email ?? u.Subject ?? u.Name)
            .ToArray();
        return QlikFailure.Create(nameof(Strings.QlikUserNotFound), text, session.Name, Suggestions.Sentence(suggestions));
    }

    private async IAsyncEnumerable<QlikUser> QueryAsync(string? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = "/api/v1/users?limit=100" + (filter is null ? "" : "&filter=" + Uri.EscapeDataString(filter));
        await foreach (
            var user in transport.RowsAsync(query, CloudJson.Default.UserPage, u => u.Id, cancellationToken).ConfigureAwait(false)
        )
        {
            yield return Keep(user);
        }
    }

    private QlikUser Keep(UserWire wire)
    {
        var user = new QlikUser
        {
            Id = wire.Id ?? "",
            Name = wire.Name ?? "",
            Email = wire.Email,
            Subject = wire.Subject,
            Status = wire.Status,
            Roles = wire.AssignedRoles?.Select(r => r.Name ?? "").ToArray() ?? [],
            Session = session,
        };
        return _byId[user.Id] = user;
    }
}

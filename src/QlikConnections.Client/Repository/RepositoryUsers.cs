using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>The users of a site, looked up on demand and cached for the session.</summary>
internal sealed class RepositoryUsers(ApiTransport transport, QlikSession session) : IUserDirectory
{
    private readonly ConcurrentDictionary<string, QlikUser> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, QlikUser> _byText = new(StringComparer.OrdinalIgnoreCase);

    public async IAsyncEnumerable<QlikUser> ListAsync(TextMatch? match, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = match is null ? null
            : match.Kind == TextMatchKind.Equal ? Exactly(match.Text)
            : Containing(match.Text);
        foreach (var user in await QueryAsync(filter, cancellationToken).ConfigureAwait(false))
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

        var found = await QueryAsync(Exactly(text), cancellationToken).ConfigureAwait(false);
        // Checked here too, in case the server filters differently or returns another user.
        found = [.. found.Where(u => Names(u).Any(n => Is(n, text)))];
        var best = found.Where(u => Is(u.Id, text) || Is(u.Subject, text)).ToArray() is { Length: 1 } exact ? exact : found;
        return best.Count switch
        {
            1 => _byText[text] = best[0],
            0 => throw await NotFoundAsync(text, cancellationToken).ConfigureAwait(false),
            _ => throw new QlikException(
                nameof(Strings.QlikAmbiguousName),
                QlikFailure.Message(
                    nameof(Strings.QlikAmbiguousName),
                    text,
                    string.Join(", ", best.Select(u => $"{u.Name} <{u.Subject}> ({u.Id})"))
                ),
                QlikFailure.Message(nameof(Strings.AmbiguousSiteUserAdvice), best[0].Subject)
            ),
        };
    }

    /// <summary>On a site the rules decide, not a role: the rights on what exists are read with it, others cannot be read.</summary>
    public Task<bool?> IsAdminAsync(CancellationToken cancellationToken) => Task.FromResult<bool?>(null);

    public async Task<IReadOnlyDictionary<string, QlikUser>> ByIdAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        // What a file has in place of an id is nobody's.
        var missing = ids.Where(id => !_byId.ContainsKey(id) && Guid.TryParse(id, out _))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToArray();
        const int idsPerRequest = 40;
        for (var start = 0; start < missing.Length; start += idsPerRequest)
        {
            await QueryAsync(RepositoryFilter.AnyId("id", missing.Skip(start).Take(idsPerRequest)), cancellationToken)
                .ConfigureAwait(false);
        }

        return _byId;
    }

    /// <summary>Users whose name or user id contains the text, or its part after the directory; all users if there is no such
    /// part.</summary>
    private static string? Containing(string text)
    {
        var part = text.Substring(text.LastIndexOf('\\') + 1);
        return part.Length == 0 ? null : FilterText.Or(new[] { "name", "userId" }.Select(p => $"{p} so {RepositoryFilter.Literal(part)}"));
    }

    /// <summary>Users that a text can refer to: by id, DIR\user, user@domain, user id or name.</summary>
    private static string Exactly(string text)
    {
        if (Guid.TryParse(text, out var id))
        {
            return RepositoryFilter.AnyId("id", [id.ToString("D")])!;
        }

        var parts = new List<string> { Equal("userId", text), Equal("name", text) };
        var backslash = text.IndexOf('\\');
        if (backslash > 0)
        {
            parts.Add(InDirectory(text.Substring(0, backslash), text.Substring(backslash + 1)));
        }

        var at = text.LastIndexOf('@');
        if (at > 0)
        {
            parts.Add(InDirectory(text.Substring(at + 1), text.Substring(0, at)));
        }

        return FilterText.Or(parts)!;
    }

    /// <summary>All that <see cref="Exactly"/> asks for.</summary>
    private static string?[] Names(QlikUser user)
    {
        var subject = (user.Subject ?? "").Split(['\\'], 2);
        return [user.Id, user.Name, user.Subject, subject.Last(), $"{subject.Last()}@{subject[0]}"];
    }

    private static string InDirectory(string directory, string user) =>
        $"({Equal("userDirectory", directory)} and {Equal("userId", user)})";

    private static string Equal(string property, string text) => $"{property} eq {RepositoryFilter.Literal(text)}";

    private static bool Is(string? value, string text) => string.Equals(value, text, StringComparison.OrdinalIgnoreCase);

    private async Task<QlikException> NotFoundAsync(string text, CancellationToken cancellationToken)
    {
        // One more request, only before an error: users with a similar beginning are often meant.
        var user = text.Split('\\').Last().Split('@')[0];
        var stem = user.Length <= 3 ? user : user.Substring(0, Math.Max(3, user.Length - 2));
        var near =
            stem.Length < 2
                ? []
                : await QueryAsync(
                        FilterText.Or(new[] { "userId", "name" }.Select(p => $"{p} so {RepositoryFilter.Literal(stem)}")),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
        return QlikFailure.Create(
            nameof(Strings.QlikUserNotFound),
            text,
            session.Name,
            Suggestions.Sentence(text, near.Select(u => u.Subject!))
        );
    }

    private async Task<IReadOnlyList<QlikUser>> QueryAsync(string? filter, CancellationToken cancellationToken)
    {
        var entities = await transport.ListAsync(
            "qrs/user/full" + (filter is null ? "" : "?filter=" + Uri.EscapeDataString(filter)), cancellationToken).ConfigureAwait(false);
        return [.. entities.Select(e => e.ToUser(session)).Select(u => _byId[u.Id] = u)];
    }
}

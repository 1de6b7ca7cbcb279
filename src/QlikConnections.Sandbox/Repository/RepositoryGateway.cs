using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository;

/// <summary>The entry point of the repository: checks key and user, finds the route, and calls the endpoint while it holds the lock on the
/// state.</summary>
internal sealed class RepositoryGateway(Site site, RepositoryBehaviour behaviour, IReadOnlyList<RepositoryRoute> routes, Action<Site>? save)
{
    // The limit of a real site is not published [qrs 18, row 26]; this is what many HTTP servers accept.
    private const int LongestTarget = 8_000;

    private readonly RepositoryErrorBody _errors = new(behaviour.Errors);

    public Reply Answer(RepositoryCaller caller, HttpRequestMessage request, Uri uri, byte[] body)
    {
        lock (site.Gate)
        {
            var before = site.Revision;
            var reply = Dispatch(caller, request, uri, body);
            if (save is not null && site.Revision != before)
            {
                save(site);
            }

            return reply;
        }
    }

    /// <summary>The user of a web socket; null if the site refuses the caller.</summary>
    public SiteUser? Identify(RepositoryCaller caller, HttpRequestMessage request, out int status)
    {
        lock (site.Gate)
        {
            try
            {
                status = 101;
                return Identify(caller, request);
            }
            catch (Refusal refusal)
            {
                status = refusal.Status;
                return null;
            }
        }
    }

    private Reply Dispatch(RepositoryCaller caller, HttpRequestMessage request, Uri uri, byte[] body)
    {
        if (uri.PathAndQuery.Length > LongestTarget)
        {
            return _errors.Bare(new(414, "The address is too long"));
        }

        var query = new QueryString(uri, StringComparison.OrdinalIgnoreCase);
        if (!CrossSiteKey.Holds(query, request))
        {
            return _errors.Plain(new(behaviour.KeyRefusalStatus, "XSRF prevention check failed. Possible XSRF discovered."));
        }

        var choice = RouteChoice<RepositoryRoute>.Of(routes, request.Method.Method, uri);
        // Also for a virtual-proxy prefix, which the repository does not have.
        if (choice.Allowed.Count == 0)
        {
            return _errors.Bare(new(404, "There is nothing at this path"));
        }

        if (choice.Route is not { } route)
        {
            return _errors.Bare(new(405, "The method is not allowed at this path")).Allowing(choice.Allowed);
        }

        try
        {
            var user = Identify(caller, request);
            if (query.LacksValue)
            {
                throw Refusal.BadRequest("Missing parameter value(s)");
            }

            return route.Answer(new(site, behaviour, user, query, choice.Values, request, body));
        }
        catch (Refusal refusal)
        {
            return _errors.From(refusal);
        }
    }

    /// <summary>
    /// With a certificate the request contains the user, who must exist; through the proxy it is the user of the session, who was created
    /// at the sign-in [qrs 2.2, 3.6, 8.1]. It is an assumption that an unknown name is refused with 403.
    /// </summary>
    private SiteUser Identify(RepositoryCaller caller, HttpRequestMessage request)
    {
        if (caller.ThroughProxy)
        {
            var signedIn = site.Find(caller.Account!) ?? SignUp(caller.Account!);
            return signedIn.Inactive || signedIn.Blacklisted
                ? throw Refusal.Forbidden($"The user {signedIn.Account} may not use the site")
                : signedIn;
        }
        var named = UserHeader.Read(request) ?? caller.Account
            ?? throw Refusal.Forbidden($"The header {UserHeader.Name} is missing");
        return site.Find(named) ?? throw Refusal.Forbidden($"The user {named} does not exist");
    }

    private SiteUser SignUp(AccountName account)
    {
        var now = site.NextDate();
        var user = new SiteUser
        {
            Id = site.IdOf("user", account.ToString()),
            Account = account,
            Name = account.Id,
            Created = now,
            Modified = now,
            ModifiedBy = @"INTERNAL\sa_proxy",
        };
        site.Put(user);
        return user;
    }
}

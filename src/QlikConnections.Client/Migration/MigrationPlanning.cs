using System.Net;
using System.Security;
using System.Text;
using QlikConnections.Client.Files;
using QlikConnections.Client.Http;
using QlikConnections.Client.Policy;
using QlikConnections.Client.Recovery;
using QlikConnections.Client.Statements;
using static QlikConnections.QlikMigrationCode;
using static QlikConnections.QlikMigrationStatus;

namespace QlikConnections.Client.Migration;

/// <summary>
/// Makes connections of a client-managed site connections of a tenant: asks the tenant once which data sources it has, and once for the
/// specification of each that is needed.
/// </summary>
/// <param name="client">The tenant.</param>
/// <param name="request">What the user says about the move.</param>
internal sealed class MigrationPlanning(IDataConnectionClient client, ImportRequest request)
{
    /// <summary>The type of properties whose value is a file.</summary>
    private const string FileType = "array";

    private readonly Dictionary<string, Task<DataSourceSpecification>> _specifications = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<string>> _gateways = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private SourceChoice? _choice;

    /// <summary>What -DataSourceMap may call the connections so far.</summary>
    public IEnumerable<string> Names => _names;

    /// <summary>Reads what the tenant has.</summary>
    /// <returns>The entries of -DataSourceMap whose data source the tenant does not have.</returns>
    /// <exception cref="QlikException">It cannot be read.</exception>
    public async Task<IReadOnlyList<QlikException>> CheckAsync(CancellationToken cancellationToken)
    {
        var sources = await client.DataSources.ListAsync(includeDisabled: true, refresh: false, cancellationToken).ConfigureAwait(false);
        _choice = new SourceChoice(sources, request.DataSources);
        var failures = await request.DataSources.FailuresAsync(id => RequireAsync(id, sources)).ConfigureAwait(false);
        return await GatewayFailureAsync(sources, cancellationToken).ConfigureAwait(false) is { } failure
            ? [.. failures, failure]
            : failures;
    }

    /// <summary>Why -DataGateway names no gateway; null if one data source has it, or there is none to ask about.</summary>
    private async Task<QlikException?> GatewayFailureAsync(IReadOnlyList<QlikDataSource> sources, CancellationToken cancellationToken)
    {
        QlikException? first = null;
        var behind = sources.Where(s => !s.IsDisabled && s.Id.StartsWith(SourceFamily.GatewayPrefix, StringComparison.Ordinal));
        foreach (var source in request.DataGateway is null ? [] : behind)
        {
            try
            {
                _ = await GatewayAsync(source.Id, request.DataGateway!, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (QlikException failure) when (IsOfName(failure))
            {
                first ??= failure;
            }
        }

        return first;
    }

    private Task RequireAsync(string id, IReadOnlyList<QlikDataSource> sources) =>
        sources.Any(s => s.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            ? Task.CompletedTask
            : throw QlikFailure.Create(
                nameof(Strings.QlikDataSourceNotFound),
                id,
                client.Session.Name,
                Suggestions.Sentence(id, sources.Select(s => s.Id))
            );

    /// <summary>The connection as the tenant would have it. <see cref="CheckAsync"/> comes first.</summary>
    public async Task<MigratedConnection> OfAsync(PortableConnection site, CancellationToken cancellationToken)
    {
        var (text, gaps) = await StatementAsync(site).ConfigureAwait(false);
        var mapping = StatementMapping.Of(site, text);
        _names.UnionWith(SourceChoice.NamesOf(site, mapping));
        mapping = mapping with { Values = [.. GivenAddress(mapping), .. mapping.Values] };
        var work = new Work(site, mapping, [.. mapping.Reasons]);
        var source = IsBlocked(work) ? null : Source(work);
        if (source is { IsDisabled: true })
        {
            work.Wanted = work.Wanted with { DataSource = source.Id };
        }
        else if (source is not null)
        {
            await FillAsync(work, source, cancellationToken).ConfigureAwait(false);
            gaps = work.WithoutLost(text, gaps);
        }

        if (!IsBlocked(work) && (gaps.Count > 0 || work.Wanted.HasLogin || work.Wanted.LeftOut.Count > 0))
        {
            string[] what = [.. work.Wanted.HasLogin ? ["login"] : Array.Empty<string>(), .. work.Wanted.LeftOut, .. gaps];
            work.Reasons.Add(
                MigrationReason.Of(SecretNeeded, NeedsSecret, nameof(Strings.MigrationSecret), string.Join(", ", what.Distinct()))
            );
        }

        return new MigratedConnection(site, work.Wanted)
        {
            Reasons = work.Reasons,
            UnknownKeys = work.Unknown,
            Failure = Failure(work),
            // Only a new connection needs them: those of one that is there stay as they are.
            Missing = gaps.Count > 0 && !request.WithoutSecret
                ? ImportContent.Needed(site, string.Join(", ", gaps.Distinct()))
                : null,
            Login = work.Login,
            Gateway = request.DataGateway,
        };
    }

    private static bool IsBlocked(Work work) => work.Reasons.Exists(r => r.Status == Blocked);

    /// <summary>Why it is not imported so.</summary>
    private static QlikException? Failure(Work work)
    {
        MigrationReason[] open = [.. work.Reasons.Where(r => r.Status > NeedsSecret)];
        return work.Failure is not null || open.Length == 0
            ? work.Failure
            : QlikFailure.Create(
                open.Any(r => r.Status == Blocked) ? nameof(Strings.QlikMigrationBlocked) : nameof(Strings.QlikMigrationUndecided),
                string.Join(", ", open.Select(r => r.Code).Distinct()),
                string.Join(" ", open.Select(r => r.Text))
            );
    }

    /// <summary>The statement with the secrets that are known, and the names of those that are not.</summary>
    private async Task<(string Text, IReadOnlyList<string> Gaps)> StatementAsync(PortableConnection site)
    {
        if ((site.WholeStatement ?? site.Statement?.Text) is { } whole)
        {
            return (whole, []);
        }

        if (site.Statement is not { } statement)
        {
            return ("", []);
        }

        var gaps = new List<string>();
        var values = new List<string>();
        foreach (var gap in statement.Gaps)
        {
            if (await request.Secret(site, gap).ConfigureAwait(false) is { } secret)
            {
                values.Add(SecretText.Reveal(secret));
            }
            else
            {
                values.Add(SiteStatement.Gap);
                gaps.Add(gap.Length == 0 ? ConnectionSnapshot.Statement : gap);
            }
        }

        return (statement.Filled(values), gaps);
    }

    private QlikDataSource? Source(Work work)
    {
        var source = _choice!.Of(work.Site, work.Mapping, out var reason);
        if (source is not null)
        {
            // What the map says settles what the mapping could not know.
            work.Reasons.RemoveAll(r => r.Code == DataSourceChoice);
        }

        if (reason is not null)
        {
            work.Reasons.Add(reason);
        }

        source = Reachable(work, source);
        if (source is { IsDisabled: true })
        {
            work.Reasons.Add(MigrationReason.Of(DataSourceDisabled, Blocked, nameof(Strings.MigrationDisabled), source.Id));
        }

        return source;
    }

    /// <summary>The data source, or the one behind a gateway for a host that Qlik Cloud cannot reach.</summary>
    private QlikDataSource? Reachable(Work work, QlikDataSource? source)
    {
        // Who names the connection in the map says that it can be reached.
        if (LocalHost.In(work.Mapping.Values) is not { } host || _choice!.IsNamed(work.Site))
        {
            return source;
        }

        work.Reasons.Add(MigrationReason.Of(LocalAddress, Ready, nameof(Strings.MigrationLocal), host));
        if (source is null || source.Id.StartsWith(SourceFamily.GatewayPrefix, StringComparison.Ordinal))
        {
            return source;
        }

        if (_choice.BehindGateway(source) is not { } twin)
        {
            work.NeedGateway(QlikFailure.Message(nameof(Strings.MigrationNoTwin), source.Id));
            return source;
        }

        return twin;
    }

    /// <summary>The address that the user gives for a connection without one, such as that of a DSN.</summary>
    private IEnumerable<MappedValue> GivenAddress(SourceMapping mapping) =>
        mapping.Values.Any(v => v.Names.Any(ConnectionHosts.IsName) && MayBeHost(v.Value)) ? []
            : ConnectorMapping.AddressNames
                .Select(name => (Name: name, Value: request.Properties.Given(name)))
                .Where(given => given.Value is { Length: > 0 })
                .Take(1)
                .Select(given => new MappedValue(given.Name, ConnectorMapping.NamesOf(given.Name), given.Value!, given.Value!)
                {
                    IsAdded = true,
                });

    /// <summary>Also a secret, known or not.</summary>
    private static bool MayBeHost(object value) => value is not string text || text.Length == 0 || ConnectionHosts.IsIn(text);

    /// <summary>Finds the properties of the data source for the values.</summary>
    private async Task FillAsync(Work work, QlikDataSource source, CancellationToken cancellationToken)
    {
        var (site, mapping) = (work.Site, work.Mapping);
        DataSourceSpecification specification;
        try
        {
            specification = await SpecificationAsync(source.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            work.Refuse(failure);
            return;
        }

        await AddGatewayAsync(work, source.Id, specification, cancellationToken).ConfigureAwait(false);
        foreach (var value in mapping.Values)
        {
            work.Take(value, value.Names.Select(specification.Find).FirstOrDefault(p => p is not null));
        }

        work.Missing.AddRange(mapping.Missing.Where(m => specification.Find(m) is not null));
        var hasLogin = AddLogin(work, specification);
        if (work.Unknown.Count > 0)
        {
            work.Reasons.Add(
                MigrationReason.Of(
                    UnknownDriverKey, Ready, nameof(Strings.MigrationUnknownKeys), source.Id, string.Join(", ", work.Unknown.Keys))
            );
        }

        AddNeeds(work, source.Id, specification);
        await AddFilesAsync(work, specification).ConfigureAwait(false);
        work.Wanted = site with
        {
            DataSource = source.Id,
            Type = source.Provider,
            Properties = work.Properties,
            Statement = null,
            WholeStatement = null,
            // The name of a Windows account is none that a database or service knows.
            UserName = work.Reasons.Exists(r => r.Code == WindowsLogon) ? null : mapping.User ?? site.UserName,
            HasLogin = hasLogin,
            LeftOut = [.. work.Missing.Distinct(StringComparer.OrdinalIgnoreCase)],
            CustomProperties = new Dictionary<string, IReadOnlyList<string>>(),
            Only = null,
        };
    }

    /// <summary>What the data source needs and the connection does not have, or the other way round.</summary>
    private static void AddNeeds(Work work, string source, DataSourceSpecification specification)
    {
        if (work.Required.Count > 0)
        {
            work.Reasons.Add(
                MigrationReason.Of(
                    UnknownDriverKey, NeedsDecision, nameof(Strings.MigrationRequired), source, string.Join(", ", work.Required))
            );
        }

        var isStorage = source.StartsWith("File_", StringComparison.Ordinal);
        string[] places =
        [
            .. specification.Properties.Select(p => p.Name)
                .Where(n => ConnectionHosts.IsName(n) || (isStorage && n.Equals("bucketName", StringComparison.OrdinalIgnoreCase))),
        ];
        if (places.Length > 0 && !Array.Exists(places, work.HasPlace))
        {
            work.Reasons.Add(MigrationReason.Of(AddressChoice, NeedsDecision, nameof(Strings.MigrationNoAddress), places[0], source));
        }
    }

    /// <summary>Puts the login of the statement into its properties, or says that one is needed.</summary>
    /// <returns>True if a login is needed.</returns>
    private static bool AddLogin(Work work, DataSourceSpecification specification)
    {
        var (site, mapping) = (work.Site, work.Mapping);
        var isNeeded = NeedsLogin(site, mapping);
        if (LoginProperties.In(specification) is { } place)
        {
            if (mapping is { HasKey: true, Password: null } && (mapping.User ?? site.UserName) is { Length: > 0 } owner)
            {
                // The key stands for the password.
                work.Properties[place.User] = owner;
                return false;
            }

            if (!site.HasLogin && mapping is { User: { } user, Password: { } password })
            {
                work.Properties[place.User] = user;
                work.Properties[place.Secret] = SecretText.Hide(password);
                work.Login = new NetworkCredential(user, SecretText.Hide(password));
                return false;
            }

            // The statement may have the login under the names of the data source.
            return isNeeded && (site.HasLogin || !work.Has(place.Secret));
        }

        foreach (var item in mapping.LoginItems.Where(i => i.Value.Length > 0))
        {
            work.Lose(item.Name, StatementMapping.Shown(item));
        }

        if (isNeeded && !work.Properties.Any(p => PropertySecrets.Holds(p.Key, p.Value)))
        {
            // A key file, which no statement contains.
            work.Missing.AddRange(specification.Properties.Where(p => p.IsSecret && p.Type == FileType).Select(p => p.Name));
        }

        return false;
    }

    private static bool NeedsLogin(PortableConnection site, SourceMapping mapping) =>
        site.HasLogin || mapping.NeedsLogin || mapping.User is not null || mapping.Family is null or { NeedsLogin: true };

    /// <summary>Files, and their passwords, that the user gives as secrets.</summary>
    private async Task AddFilesAsync(Work work, DataSourceSpecification specification)
    {
        string[] missing = [.. work.Missing.Distinct(StringComparer.OrdinalIgnoreCase)];
        // One secret does not stand for several.
        var site = work.Site with { LeftOut = missing };
        foreach (var name in missing)
        {
            if (await request.Secret(site, name).ConfigureAwait(false) is { } secret)
            {
                work.Missing.RemoveAll(m => m.Equals(name, StringComparison.OrdinalIgnoreCase));
                work.Properties[name] = specification.Find(name)!.Type == FileType ? KeyFile(name, secret) : secret;
            }
        }
    }

    /// <summary>A file of one secret: its text, or what is in it as base64.</summary>
    private static IReadOnlyDictionary<string, object?>[] KeyFile(string name, SecureString secret)
    {
        var text = SecretText.Reveal(secret).Trim();
        try
        {
            _ = Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            text = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        }

        return [new Dictionary<string, object?> { ["name"] = name, ["value"] = SecretText.Hide(text) }];
    }

    private async Task AddGatewayAsync(
        Work work,
        string source,
        DataSourceSpecification specification,
        CancellationToken cancellationToken
    )
    {
        if (specification.Find(CredentialProperty.Gateway) is not { } property)
        {
            return;
        }

        if (request.DataGateway is not { } named)
        {
            work.NeedGateway(QlikFailure.Message(nameof(Strings.MigrationGateway), source));
            return;
        }

        try
        {
            work.Properties[property.Name] = await GatewayAsync(source, named, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikException failure) when (IsOfName(failure))
        {
            work.NeedGateway(failure.Message);
        }
        catch (QlikException failure) when (!failure.EndsCommand())
        {
            work.Refuse(failure);
        }
    }

    private Task<string> GatewayAsync(string source, string named, CancellationToken cancellationToken)
    {
        if (!_gateways.TryGetValue(source, out var found))
        {
            _gateways[source] = found = GatewayName.ResolveAsync(client, source, named, cancellationToken);
        }

        return found;
    }

    private static bool IsOfName(QlikException failure) =>
        failure.ErrorId is nameof(Strings.QlikGatewayNotFound) or nameof(Strings.QlikAmbiguousName);

    private Task<DataSourceSpecification> SpecificationAsync(string source, CancellationToken cancellationToken)
    {
        // A failure is kept, too: it would be the same for the next connection.
        if (!_specifications.TryGetValue(source, out var read))
        {
            _specifications[source] = read = client.DataSources.SpecificationAsync(source, cancellationToken);
        }

        return read;
    }

    /// <summary>What is known of one connection so far.</summary>
    private sealed class Work(PortableConnection site, SourceMapping mapping, List<MigrationReason> reasons)
    {
        public PortableConnection Site => site;

        public SourceMapping Mapping => mapping;

        public List<MigrationReason> Reasons => reasons;

        public Dictionary<string, object?> Properties { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string> Unknown { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>The names of these items, and of those that a property has.</summary>
        private HashSet<string> Lost { get; } = new(StringComparer.OrdinalIgnoreCase);

        private HashSet<string> Taken { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>The properties whose value is in the statement, but is not known.</summary>
        private HashSet<string> Open { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>The items without a property that the connection does not work without.</summary>
        public List<string> Required { get; } = [];

        public List<string> Missing { get; } = [];

        public PortableConnection Wanted { get; set; } = site with { HasLogin = false, LeftOut = [] };

        /// <summary>The login of the statement.</summary>
        public NetworkCredential? Login { get; set; }

        public QlikException? Failure { get; private set; }

        public void Refuse(QlikException failure)
        {
            Failure = failure;
            Reasons.Add(new MigrationReason(Refused, Blocked, failure.Message));
        }

        public void NeedGateway(string text) =>
            Reasons.Add(new MigrationReason(QlikMigrationCode.NeedsGateway, QlikMigrationStatus.NeedsGateway, text));

        public void Take(MappedValue value, QlikDataSourceProperty? property)
        {
            if (property is null || Properties.ContainsKey(property.Name))
            {
                if (!value.IsAdded)
                {
                    Lose(value.Key, value.Shown);
                }

                if (value.IsRequired)
                {
                    Required.Add(Sentence.Quote(value.Key));
                }

                return;
            }

            Taken.Add(value.Key);
            if (value.Value is "")
            {
                Open.Add(property.Name);
            }
            else if (property.Type == FileType && value.Value is string or SecureString)
            {
                // The path of a file on the site's server.
                Missing.Add(property.Name);
            }
            else
            {
                Properties[property.Name] = value.Value;
            }
        }

        /// <summary>An item without a property.</summary>
        public void Lose(string name, string shown)
        {
            // A name may be a login before a host.
            Unknown[DisplayText.Of(Sentence.Quote(name))] = DisplayText.Of(shown);
            Lost.Add(name);
        }

        /// <summary>Whether the property has a value, or will have a secret.</summary>
        public bool Has(string property) => Open.Contains(property) || Properties.ContainsKey(property);

        /// <summary>Whether the property says where the data is: a host, or else the name of a place.</summary>
        public bool HasPlace(string property) =>
            Open.Contains(property)
            || (Properties.TryGetValue(property, out var value)
                && (value is not string text || !ConnectionHosts.IsName(property) || ConnectionHosts.IsIn(text)));

        /// <summary>The secrets that are not known, without those of items that no property takes, which are not needed.</summary>
        /// <param name="text">The statement, with a mark for each secret, in their order.</param>
        /// <param name="gaps">The names of the secrets.</param>
        public IReadOnlyList<string> WithoutLost(string text, IReadOnlyList<string> gaps)
        {
            var kept = new List<string>();
            var at = 0;
            foreach (var item in SiteStatement.Parse(text)?.Items ?? [])
            {
                var own = gaps.Skip(at).Take(item.Value.Count(c => c == SiteStatement.Gap[0])).ToArray();
                at += own.Length;
                kept.AddRange(own.Where(_ => Taken.Contains(item.Name) || !Lost.Contains(item.Name)));
            }

            return [.. kept, .. gaps.Skip(at)];
        }
    }
}

namespace QlikConnections.Client.Usage;

/// <summary>The connections that one app uses: one object for each.</summary>
/// <param name="app">The app.</param>
/// <param name="index">The connections.</param>
/// <param name="session">The session.</param>
internal sealed class AppUsages(QlikApp app, ConnectionIndex index, QlikSession session)
{
    private readonly List<QlikDataConnectionUsage> _usages = [];
    private readonly Dictionary<string, QlikDataConnectionUsage> _byKey = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What was found, in the order of the first use.</summary>
    public IReadOnlyList<QlikDataConnectionUsage> All => _usages;

    /// <summary>Adds what is known of the app.</summary>
    public void Add(AppContent content)
    {
        Add(content.Reloads);
        Add(content.References, QlikUsageSource.Script);
        Add(content.Lineage, QlikUsageSource.Lineage);
        if (content.Failure is { } failure)
        {
            AddFailure(failure);
        }
    }

    /// <summary>Adds what reloads used.</summary>
    private void Add(IEnumerable<AppReload> reloads)
    {
        foreach (var reload in reloads)
        {
            var rows = new Dictionary<QlikDataConnectionUsage, long>();
            foreach (var statement in reload.Statements)
            {
                foreach (var usage in UsagesOf(statement))
                {
                    usage.Kind |= statement.Kind;
                    usage.Source |= QlikUsageSource.ReloadMetadata;
                    rows[usage] = (rows.TryGetValue(usage, out var before) ? before : 0) + statement.Rows;
                }
            }

            foreach (var used in rows)
            {
                Count(used.Key, reload.Ended, used.Value);
            }
        }
    }

    /// <summary>Adds what a script names, or the lineage of the last reload. Which script that reload had is not known.</summary>
    private void Add(IEnumerable<ScriptReference> references, QlikUsageSource source)
    {
        foreach (var reference in references.Where(r => r.Kind != ScriptReferenceKind.Inline))
        {
            foreach (var usage in UsagesOf(reference))
            {
                // Lineage does not say what was done.
                usage.Kind |= source == QlikUsageSource.Script || usage.Kind == QlikUsageKind.None
                    ? KindOf(reference.Kind)
                    : QlikUsageKind.None;
                usage.Source |= source;
                usage.LastUsed ??= app.LastReload;
                if (source == QlikUsageSource.Script)
                {
                    usage.Detail ??= QlikFailure.Message(nameof(Strings.UsageLine), reference.Line, reference.Text);
                }
            }
        }
    }

    /// <summary>Adds that something of the app could not be read.</summary>
    private void AddFailure(QlikException failure)
    {
        var usage = Create(null, null);
        usage.Category = QlikUsageCategory.Unknown;
        usage.Certainty = QlikUsageCertainty.Incomplete;
        usage.Detail = failure.Message;
        _usages.Add(usage);
    }

    private static void Count(QlikDataConnectionUsage usage, DateTimeOffset? ended, long rows)
    {
        usage.Reloads++;
        if (usage.Rows is null || usage.LastUsed is null || ended > usage.LastUsed)
        {
            usage.Rows = rows;
            usage.LastUsed = ended ?? usage.LastUsed;
        }
    }

    private IEnumerable<QlikDataConnectionUsage> UsagesOf(AppStatement statement)
    {
        var address = string.IsNullOrWhiteSpace(statement.Connection) ? null : LibAddress.OfName(statement.Connection!.Trim());
        if (statement.ConnectionId is { } id && index.Find(id) is { } connection)
        {
            return [Of(connection, QlikUsageCertainty.Exact)];
        }

        return address is null or { IsFolder: true } ? []
            : statement.ConnectionId is { } unknown ? [Missing(address, unknown)]
            : Named(address);
    }

    private IEnumerable<QlikDataConnectionUsage> UsagesOf(ScriptReference reference)
    {
        if (reference.IsExact)
        {
            return Named(new LibAddress(reference.Space, reference.Name));
        }

        // Each place is one object: what is not known of one may be another connection elsewhere.
        var key = $"?{reference.Line} {reference.Kind} {reference.Text}";
        if (_byKey.TryGetValue(key, out var known))
        {
            return [known];
        }

        var usage = _byKey[key] = Create(reference.Text, null);
        usage.Category = QlikUsageCategory.Unknown;
        usage.Certainty = QlikUsageCertainty.Incomplete;
        _usages.Add(usage);
        return [usage];
    }

    private IEnumerable<QlikDataConnectionUsage> Named(LibAddress address)
    {
        if (session.Platform == QlikPlatform.Repository)
        {
            return NamedOnSite(address.Space is null ? address.Name : $"{address.Space}:{address.Name}");
        }

        var found = index.Find(app, address.Space, address.Name, session.UserId);
        if (found.Count == 0 && address.Space is { Length: > 0 })
        {
            // The colon may be a part of the name.
            found = index.Find(app, null, $"{address.Space}:{address.Name}", session.UserId);
        }

        var certainty = found.Count > 1 ? QlikUsageCertainty.Ambiguous : QlikUsageCertainty.ByName;
        return found.Count == 0 ? [Missing(address, null)] : [.. found.Select(c => Of(c, certainty))];
    }

    /// <summary>A site has no spaces: a colon is a part of the name.</summary>
    private IEnumerable<QlikDataConnectionUsage> NamedOnSite(string name)
    {
        var found = index.Find(name);
        var certainty = found.Count > 1 ? QlikUsageCertainty.Ambiguous : QlikUsageCertainty.ByName;
        return found.Count > 0 ? [.. found.Select(c => Of(c, certainty))]
            : new LibAddress(null, name).IsFolder ? []
            : [Missing(new LibAddress(null, name), null)];
    }

    private QlikDataConnectionUsage Of(QlikDataConnection connection, QlikUsageCertainty certainty)
    {
        if (!_byKey.TryGetValue($"{connection.Id}", out var usage))
        {
            usage = _byKey[$"{connection.Id}"] = Create(connection.Name, connection.Id);
            usage.SpaceName = connection.SpaceName;
            usage.Certainty = certainty;
            _usages.Add(usage);
        }

        usage.Certainty = certainty < usage.Certainty ? certainty : usage.Certainty;
        return usage;
    }

    private QlikDataConnectionUsage Missing(LibAddress address, Guid? id)
    {
        var key = id is null ? $"{address.Space}:{address.Name}" : $"{id}";
        if (!_byKey.TryGetValue(key, out var usage))
        {
            usage = _byKey[key] = Create(address.Name, id);
            usage.SpaceName = address.Space is { Length: > 0 } space ? space : address.Space is null ? null : app.SpaceName;
            usage.Category = QlikUsageCategory.Missing;
            usage.Certainty = id is null ? QlikUsageCertainty.ByName : QlikUsageCertainty.Exact;
            _usages.Add(usage);
        }

        return usage;
    }

    private QlikDataConnectionUsage Create(string? connection, Guid? id) => new()
    {
        Connection = connection,
        ConnectionId = id,
        AppId = app.Id,
        AppName = app.Name,
        AppSpaceName = app.SpaceName,
        AppOwnerName = app.OwnerName,
        Session = session,
    };

    private static QlikUsageKind KindOf(ScriptReferenceKind kind) => kind switch
    {
        ScriptReferenceKind.Store => QlikUsageKind.Store,
        ScriptReferenceKind.Binary => QlikUsageKind.Binary,
        ScriptReferenceKind.Include => QlikUsageKind.Include,
        ScriptReferenceKind.Connect => QlikUsageKind.Connect,
        _ => QlikUsageKind.Load,
    };
}

using System.Net;

namespace QlikConnections.Client;

/// <summary>
/// Combines all rows for a connection into one change: tags to add and to remove are combined, equal values are used once, and different
/// values are an error that names both rows.
/// </summary>
internal sealed class ChangeFold
{
    private readonly string _connection;
    private readonly IReadOnlyList<WantedChange> _rows;

    private ChangeFold(string connection, IReadOnlyList<WantedChange> rows)
    {
        _connection = connection;
        _rows = rows;
    }

    /// <summary>The change of all rows together.</summary>
    /// <param name="connection">The connection, for messages.</param>
    /// <param name="rows">The change of each row, in the order of the input.</param>
    /// <exception cref="QlikException">Two rows contradict each other.</exception>
    public static DataConnectionChange Of(string connection, IReadOnlyList<WantedChange> rows)
    {
        var first = rows[0].Change;
        return rows.Skip(1).All(r => r.Change == first) ? first : new ChangeFold(connection, rows).Fold();
    }

    private DataConnectionChange Fold()
    {
        var folded = new DataConnectionChange
        {
            Name = One("NewName", c => c.Name),
            Space = One("Space", c => c.Space, (a, b) => a.Id == b.Id),
            Owner = One("Owner", c => c.Owner, (a, b) => a.Id == b.Id),
            Tags = One("Tag", c => c.Tags, (a, b) => new HashSet<string>(a, StringComparer.OrdinalIgnoreCase).SetEquals(b)),
            AddTags = United(c => c.AddTags),
            RemoveTags = United(c => c.RemoveTags),
            ConnectionString = One("ConnectionString", c => c.ConnectionString),
            Type = One("Type", c => c.Type),
            Architecture = One("Architecture", c => c.Architecture as object) as QlikArchitecture?,
            LogOn = One("LogOn", c => c.LogOn as object) as QlikLogOn?,
            CredentialId = One("CredentialId", c => c.CredentialId as object) as Guid?,
            SeparateCredentials = One("SeparateCredentials", c => c.SeparateCredentials as object) as bool?,
            DataSourceId = One("DataSourceId", c => c.DataSourceId),
            Credential = One("Credential", c => c.Credential, AreSameLogin),
            ClearCredential = _rows.Any(r => r.Change.ClearCredential),
            ConnectionSecret = One("ConnectionSecret", c => c.ConnectionSecret, ReferenceEquals),
            ClearConnectionSecret = _rows.Any(r => r.Change.ClearConnectionSecret),
            AuthCode = One("AuthCode", c => c.AuthCode, ReferenceEquals),
            CustomProperties = Table(
                "CustomProperty",
                c => c.CustomProperties,
                (a, b) => new HashSet<string>(a, StringComparer.OrdinalIgnoreCase).SetEquals(b)
            ),
            Properties = Table("Property", c => c.Properties, (a, b) => ReferenceEquals(a, b) || PropertyValues.AreEqual(a, b)),
            SkipPropertyCheck = _rows.Any(r => r.Change.SkipPropertyCheck),
            Rebuild = _rows.Any(r => r.Change.Rebuild),
            Delete = _rows.Any(r => r.Change.Delete),
        };
        RefuseOpposites();
        return folded;
    }

    /// <summary>The value of the rows.</summary>
    private T? One<T>(string column, Func<DataConnectionChange, T?> value, Func<T, T, bool>? areEqual = null)
        where T : class
    {
        WantedChange? first = null;
        foreach (var row in _rows)
        {
            if (value(row.Change) is not { } given)
            {
                continue;
            }

            first ??= row;
            if (!(areEqual ?? Equals)(value(first.Change)!, given))
            {
                throw Contradiction(column, first, row);
            }
        }

        return first is null ? null : value(first.Change);
    }

    private string[]? United(Func<DataConnectionChange, IReadOnlyList<string>?> tags) =>
        _rows.Any(r => tags(r.Change) is not null)
            ? [.. _rows.SelectMany(r => tags(r.Change) ?? []).Distinct(StringComparer.OrdinalIgnoreCase)]
            : null;

    /// <summary>Tables are combined; a name that is in two of them must have one value.</summary>
    private Dictionary<string, T>? Table<T>(
        string column,
        Func<DataConnectionChange, IReadOnlyDictionary<string, T>?> table,
        Func<T, T, bool> areEqual
    )
    {
        var given = new Dictionary<string, (T Value, WantedChange Row)>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in _rows)
        {
            foreach (var entry in table(row.Change) ?? new Dictionary<string, T>())
            {
                if (!given.TryGetValue(entry.Key, out var known))
                {
                    given[entry.Key] = (entry.Value, row);
                }
                else if (!areEqual(known.Value, entry.Value))
                {
                    throw Contradiction($"{column} '{entry.Key}'", known.Row, row);
                }
            }
        }

        return _rows.All(r => table(r.Change) is null) ? null : given.ToDictionary(g => g.Key, g => g.Value.Value, StringComparer.Ordinal);
    }

    /// <summary>A tag that one row adds and another removes. Within a row, removing comes last.</summary>
    private void RefuseOpposites()
    {
        foreach (var adding in _rows.Where(r => r.Change.AddTags is not null))
        {
            foreach (var removing in _rows.Where(r => r != adding && r.Change.RemoveTags is not null))
            {
                if (adding.Change.AddTags!.Intersect(removing.Change.RemoveTags!, StringComparer.OrdinalIgnoreCase).Any()
                    && !ReferenceEquals(adding.Change.RemoveTags, removing.Change.RemoveTags))
                {
                    throw adding.Row < removing.Row ? Contradiction("Tag", adding, removing) : Contradiction("Tag", removing, adding);
                }
            }
        }
    }

    private static bool AreSameLogin(NetworkCredential one, NetworkCredential other) =>
        one.UserName == other.UserName && (ReferenceEquals(one, other) || one.Password == other.Password);

    private QlikException Contradiction(string column, WantedChange one, WantedChange other) =>
        QlikFailure.Create(
            nameof(Strings.QlikInputContradiction),
            QlikFailure.Message(nameof(Strings.ContradictingRows), one.Row, other.Row, column, _connection)
        );
}

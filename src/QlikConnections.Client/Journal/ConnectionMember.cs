using QlikConnections.Client.Recovery;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Journal;

/// <summary>The members of a connection in a journal: what a plan changes, what a connection has, and whether two values are the
/// same.</summary>
internal static class ConnectionMember
{
    public const string Name = "Name";
    public const string Space = "Space";
    public const string Owner = "Owner";
    public const string Tags = "Tags";
    public const string Statement = "ConnectionString";
    public const string Type = "Type";
    public const string Architecture = "Architecture";
    public const string LogOn = "LogOn";
    public const string CredentialId = "CredentialId";
    public const string SeparateCredentials = "SeparateCredentials";
    public const string Credential = "Credential";
    public const string ConnectionSecret = "ConnectionSecret";

    /// <summary>What precedes the name of a custom property.</summary>
    public const string CustomProperty = "CustomProperties.";

    /// <summary>What precedes the name of a data source's property.</summary>
    public const string Property = "Properties.";

    /// <summary>What a plan changes, without secrets.</summary>
    public static IReadOnlyList<MemberChange> Of(ChangePlan plan)
    {
        var (current, change) = (plan.Current, plan.Change);
        var given = GivenSecrets.Of(change);
        var members = new List<MemberChange>(capacity: 1);
        void Add(string member, object? after)
        {
            if (after is not null)
            {
                members.Add(new MemberChange(member, Present(current, member, given), after));
            }
        }

        Add(Name, change.Name);
        Add(Space, change.Space is { } space ? Id(space) : null);
        Add(Owner, change.Owner is { } owner ? new NamedId(owner.Id, owner.Name) : null);
        Add(Tags, change.Tags);
        Add(Statement, Stored(change.ConnectionString, given));
        Add(Type, change.Type);
        Add(Architecture, change.Architecture?.ToString());
        Add(LogOn, change.LogOn?.ToString());
        Add(CredentialId, change.CredentialId?.ToString("D"));
        Add(SeparateCredentials, change.SeparateCredentials);
        AddProperties(members, plan, given);
        return members;
    }

    /// <summary>What most changes do not have. Of ten thousand connections this is called as often, so nothing is allocated for
    /// nothing.</summary>
    private static void AddProperties(List<MemberChange> members, ChangePlan plan, IReadOnlyList<string> given)
    {
        var (current, change) = (plan.Current, plan.Change);
        if (change.CustomProperties is { } customs)
        {
            foreach (var custom in customs)
            {
                var member = CustomProperty + custom.Key;
                members.Add(new MemberChange(member, Present(current, member), custom.Value));
            }
        }

        if (change.Properties is { } properties)
        {
            foreach (var property in properties)
            {
                members.Add(OfProperty(current, property.Key, property.Value, given));
            }
        }

        if (change.Credential is not null || change.ClearCredential || change.AuthCode is not null)
        {
            members.Add(Hidden(Credential));
        }

        if (change.ConnectionSecret is not null || change.ClearConnectionSecret)
        {
            members.Add(Hidden(ConnectionSecret));
        }
    }

    /// <summary>What a creation gives the connection, without secrets. The connect statement comes with the outcome.</summary>
    public static IReadOnlyList<MemberChange> Of(DataConnectionDefinition definition)
    {
        var secrets = GivenSecrets.Of(definition);
        (string Member, object? After)[] given =
        [
            (Tags, definition.Tags),
            (Type, definition.Type),
            (Owner, definition.Owner is { } owner ? new NamedId(owner.Id, owner.Name) : null),
            .. definition.CustomProperties.Select(p => (CustomProperty + p.Key, (object?)p.Value)),
        ];
        return
        [
            .. given.Where(g => g.After is not null).Select(g => new MemberChange(g.Member, null, g.After)),
            .. definition.Properties.Where(p => p.Value is not null).Select(p => OfProperty(null, p.Key, p.Value, secrets)),
        ];
    }

    /// <summary>The value that a connection has.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="member">The member.</param>
    /// <param name="secrets">What must not be in a connect statement; its own secrets are not in it either.</param>
    public static object? Present(QlikDataConnection connection, string member, IReadOnlyList<string>? secrets = null) => member switch
    {
        Name => connection.Name,
        Space => new NamedId(string.IsNullOrEmpty(connection.SpaceId) ? null : connection.SpaceId, connection.SpaceName),
        Owner => new NamedId(connection.OwnerId, connection.OwnerName),
        Tags => connection.Tags,
        Statement => Stored(connection.ConnectionString, secrets),
        Type => connection.Type,
        Architecture => connection.Architecture.ToString(),
        LogOn => connection.LogOn.ToString(),
        CredentialId => connection.CredentialId?.ToString("D"),
        SeparateCredentials => connection.SeparateCredentials,
        _ when Rest(member, CustomProperty) is { } name => connection.CustomProperties.TryGetValue(name, out var values) ? values : [],
        _ when Rest(member, Property) is { } name => connection.Properties?.TryGetValue(name, out var value) == true ? value : null,
        _ => null,
    };

    /// <summary>Whether two values of a member mean the same.</summary>
    public static bool AreEqual(string member, object? one, object? other) => (one, other) switch
    {
        (NamedId a, NamedId b) => a.Id == b.Id,
        (StoredStatement a, StoredStatement b) => a.IsLike(b),
        (IReadOnlyList<string> a, IReadOnlyList<string> b) when member == Tags =>
            new HashSet<string>(TagList.WithoutService(a)).SetEquals(TagList.WithoutService(b)),
        (IReadOnlyList<string> a, IReadOnlyList<string> b) when Rest(member, CustomProperty) is not null =>
            new HashSet<string>(a, StringComparer.OrdinalIgnoreCase).SetEquals(b),
        (null, null) => true,
        (null, _) or (_, null) => false,
        _ => PropertyValues.AreEqual(one, other),
    };

    /// <summary>A value for people: without secrets, and with names in place of ids.</summary>
    public static object? Shown(object? value) => value switch
    {
        NamedId id => id.Name ?? id.Id ?? Strings.PersonalSpaceName,
        StoredStatement statement => statement.Shown,
        _ => value,
    };

    /// <summary>The part of a member's name after what all of its kind begin with; null for another kind.</summary>
    public static string? Rest(string member, string kind) =>
        member.StartsWith(kind, StringComparison.Ordinal) ? member.Substring(kind.Length) : null;

    /// <summary>The change without values, if the value is a secret: a file can be edited, so what is read is judged as well.</summary>
    public static MemberChange Judged(MemberChange change)
    {
        var name = Rest(change.Member, Property);
        return change.Member is Credential or ConnectionSecret
            || (name is not null && new[] { change.Before, change.After }.Any(v => IsHidden(name, v)))
            ? Hidden(change.Member)
            : change;
    }

    private static MemberChange OfProperty(QlikDataConnection? current, string name, object? value, IReadOnlyList<string> secrets)
    {
        if (name == CredentialProperty.Separate)
        {
            return new MemberChange(SeparateCredentials, current?.SeparateCredentials, value is true or "true");
        }

        return name is CredentialProperty.Selected
            ? new MemberChange(CredentialId, current is null ? null : Present(current, CredentialId), value?.ToString())
            : PropertySecrets.Texts(value).Any(t => secrets.Any(s => GivenSecrets.IsIn(t, s))) ? Hidden(Property + name)
            : Judged(new MemberChange(Property + name, current is null ? null : Present(current, Property + name), value));
    }

    private static bool IsHidden(string name, object? value) =>
        PropertyValues.IsHidden(name, value) || PropertySecrets.Holds(name, value);

    private static MemberChange Hidden(string member) => new(member, null, null) { IsHidden = true };

    private static StoredStatement? Stored(string? statement, IReadOnlyList<string>? secrets) =>
        statement is null ? null : StoredStatement.Of(statement, secrets ?? []);

    private static NamedId Id(QlikSpace space) => new(space.Id.Length == 0 ? null : space.Id, space.Name);
}

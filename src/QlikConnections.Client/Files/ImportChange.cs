namespace QlikConnections.Client.Files;

/// <summary>Makes the differences of a connection a change of the one on the server.</summary>
internal sealed class ImportChange(
    ImportContent content,
    QlikPlatform platform,
    PortableConnection wanted,
    QlikDataConnection current
)
{
    private static readonly IReadOnlyList<string> NoValues = [];

    /// <summary>The error for a type that Qlik Cloud would have to change.</summary>
    public static QlikException OtherType(string? current, string? wanted) =>
        QlikFailure.NotSupported(
            QlikFailure.Message(nameof(Strings.ImportType), current, wanted),
            Strings.CloudName,
            Strings.ImportTypeAdvice
        );

    /// <summary>The change.</summary>
    /// <param name="differences">What differs.</param>
    /// <param name="owner">The owner.</param>
    /// <exception cref="QlikException">A secret is missing, or the platform cannot change it.</exception>
    public async Task<DataConnectionChange> OfAsync(IReadOnlyList<MemberDifference> differences, QlikUser? owner)
    {
        var members = new HashSet<string>(differences.Select(d => d.Member));
        bool Differs(string member) => members.Contains(member);
        if (platform == QlikPlatform.Cloud && Differs(nameof(QlikDataConnection.Type)) && !Differs(nameof(QlikDataConnection.DataSourceId)))
        {
            throw OtherType(current.Type, wanted.Type);
        }

        var change = new DataConnectionChange
        {
            Name = Differs(nameof(QlikDataConnection.Name)) ? wanted.Name : null,
            Owner = Differs(nameof(QlikDataConnection.OwnerName)) ? owner : null,
            DataSourceId = Differs(nameof(QlikDataConnection.DataSourceId)) ? wanted.DataSource : null,
            Type = Differs(nameof(QlikDataConnection.Type)) && platform == QlikPlatform.Repository ? wanted.Type : null,
            Architecture = Differs(nameof(QlikDataConnection.Architecture)) ? wanted.Architecture : null,
            LogOn = Differs(nameof(QlikDataConnection.LogOn)) ? wanted.LogOn : null,
            SeparateCredentials = Differs(nameof(QlikDataConnection.SeparateCredentials)) ? wanted.SeparateCredentials : null,
            Tags = Differs(nameof(QlikDataConnection.Tags)) ? [.. wanted.Tags] : null,
            CustomProperties = Custom(members),
        };
        change = change.DataSourceId is null ? await WithContentAsync(change, members).ConfigureAwait(false) : change;
        return Differs(nameof(QlikDataConnection.UserName)) ? await WithLoginAsync(change).ConfigureAwait(false) : change;
    }

    private Dictionary<string, IReadOnlyList<string>>? Custom(HashSet<string> members)
    {
        var custom = members
            .Where(m => m.StartsWith(MemberDifference.Custom, StringComparison.Ordinal))
            .Select(m => m.Substring(MemberDifference.Custom.Length))
            .ToDictionary(
                n => n,
                n => wanted.CustomProperties.TryGetValue(n, out var values) ? values : NoValues,
                StringComparer.OrdinalIgnoreCase
            );
        return custom.Count == 0 ? null : custom;
    }

    private async Task<DataConnectionChange> WithContentAsync(DataConnectionChange change, HashSet<string> members)
    {
        string[] properties =
        [
            .. members
                .Where(m => m.StartsWith(MemberDifference.Property, StringComparison.Ordinal))
                .Select(m => m.Substring(MemberDifference.Property.Length)),
        ];
        var isStatement = members.Contains(nameof(QlikDataConnection.ConnectionString));
        if (properties.Length == 0 && !isStatement)
        {
            return change;
        }

        // A stored login stays where it is only if the connection does not lead elsewhere; the platform says when it is needed.
        var hasLogin = platform == QlikPlatform.Cloud && current.CredentialId is not null && !current.SeparateCredentials;
        var login = hasLogin ? await content.LoginAsync(wanted with { HasLogin = true }, isNeeded: false).ConfigureAwait(false) : null;
        return properties.Length > 0
            ? change with
            {
                Properties = properties.ToDictionary(
                    p => p,
                    p => wanted.Properties!.TryGetValue(p, out var value) ? value : null,
                    StringComparer.Ordinal
                ),
                Credential = login,
            }
            : change with
            {
                ConnectionString = await content.StatementAsync(wanted, isNew: false).ConfigureAwait(false),
                Credential = login,
            };
    }

    private async Task<DataConnectionChange> WithLoginAsync(DataConnectionChange change) =>
        string.IsNullOrEmpty(wanted.UserName)
            ? change with { ClearCredential = true }
            : change with { Credential = await content.LoginAsync(wanted).ConfigureAwait(false) };
}

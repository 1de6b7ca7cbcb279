namespace QlikConnections.Commands;

/// <summary>
/// What the parameters of a command admit in a session. A list is narrowed by the server; what is read by id is not, and a server may
/// ignore
/// what it is asked, so each connection is checked.
/// </summary>
/// <param name="Spaces">The spaces; empty for all.</param>
/// <param name="Owners">The owners; empty for all.</param>
/// <param name="Sources">Patterns of data sources; empty for all.</param>
/// <param name="Types">Patterns of types; empty for all.</param>
/// <param name="Tags">Patterns of tags, of which one must fit; empty for all.</param>
/// <param name="Credentials">Ids of credential sets; empty for all.</param>
internal sealed record class ConnectionFilter(
    IReadOnlyList<QlikSpace> Spaces,
    IReadOnlyList<QlikUser> Owners,
    IReadOnlyList<WildcardText> Sources,
    IReadOnlyList<WildcardText> Types,
    IReadOnlyList<WildcardText> Tags,
    IReadOnlyList<Guid> Credentials)
{
    /// <summary>True if no connection can match: a pattern matches no space, or what is piped has nothing in common with what the
    /// parameters name.</summary>
    public bool AdmitsNone { get; init; }

    /// <summary>Whether the connection is admitted.</summary>
    public bool Admits(QlikDataConnection connection) =>
        !AdmitsNone
        && Fits(Sources, connection.DataSourceId)
        && Fits(Types, connection.Type)
        && (Tags.Count == 0 || connection.Tags.Any(t => Fits(Tags, t)))
        && (Credentials.Count == 0 || (connection.CredentialId is { } credential && Credentials.Contains(credential)))
        && (Spaces.Count == 0 || Spaces.Any(s => s.Id == (connection.SpaceId ?? "")))
        && (Owners.Count == 0 || Owners.Any(o => o.Id.Equals(connection.OwnerId, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a value fits one of the patterns, if there are any.</summary>
    public static bool Fits(IReadOnlyList<WildcardText> patterns, string? value) => patterns.Count == 0 || patterns.Any(p => p.Fits(value));
}

namespace QlikConnections.Client.Recovery;

/// <summary>What a rebuild is about to do, as its recovery file holds it.</summary>
/// <param name="TemporaryName">The name of the new connection until the old one is gone. No other connection has it.</param>
/// <param name="DataSourceId">The data source of the new connection.</param>
/// <param name="NewId">The new connection; null until its creation was written down.</param>
internal sealed record class RebuildPlan(string TemporaryName, string DataSourceId, Guid? NewId = null)
{
    private const string Opening = " (rebuild ";
    private const int MarkLength = 8;

    /// <summary>When the rebuild began, as its recovery file says; null for one that begins now.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>A plan with a name that is free.</summary>
    public static RebuildPlan For(QlikDataConnection before, string dataSourceId) =>
        new($"{before.Name}{Opening}{Guid.NewGuid().ToString("N").Substring(0, MarkLength)})", dataSourceId);

    /// <summary>Whether a name is one that <see cref="For"/> gives to the new connection of a name. Nothing else is a temporary
    /// name.</summary>
    public static bool IsTemporaryName(string temporaryName, string name)
    {
        if (temporaryName.Length != name.Length + Opening.Length + MarkLength + 1 || !temporaryName.StartsWith(name + Opening, StringComparison.Ordinal))
        {
            return false;
        }

        var mark = temporaryName.Substring(name.Length + Opening.Length, MarkLength);
        return temporaryName[temporaryName.Length - 1] == ')' && mark.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
    }
}

/// <summary>What a rebuild or a restoration made.</summary>
/// <param name="Connection">The new connection.</param>
/// <param name="Warnings">What is not as it was before, although the connection is there: its owner, or the note in the recovery
/// file.</param>
/// <param name="OwnerChanged">True when the connection was given to another owner, whom its credentials do not follow.</param>
internal sealed record class RebuildOutcome(QlikDataConnection Connection, IReadOnlyList<QlikException> Warnings, bool OwnerChanged);

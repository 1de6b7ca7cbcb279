namespace QlikConnections.Client.Recovery;

/// <summary>The plan of a rebuild, as in its recovery file.</summary>
/// <param name="TemporaryName">The name of the new connection until the old one is deleted. No other connection has it.</param>
/// <param name="DataSourceId">The data source of the new connection.</param>
/// <param name="NewId">The new connection; null until its creation was written to the file.</param>
public sealed record class RebuildPlan(string TemporaryName, string DataSourceId, Guid? NewId = null)
{
    private const string Opening = " (rebuild ";
    private const int MarkLength = 8;

    /// <summary>When the rebuild began, according to its recovery file; null for one that begins now.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>A plan with an unused name.</summary>
    public static RebuildPlan For(QlikDataConnection before, string dataSourceId) =>
        new($"{before.Name}{Opening}{Guid.NewGuid().ToString("N").Substring(0, MarkLength)})", dataSourceId);

    /// <summary>Whether a name is a temporary name of <see cref="For"/> for a connection name.</summary>
    public static bool IsTemporaryName(string temporaryName, string name)
    {
        if (
            temporaryName.Length != name.Length + Opening.Length + MarkLength + 1
            || !temporaryName.StartsWith(name + Opening, StringComparison.Ordinal)
        )
        {
            return false;
        }

        var mark = temporaryName.Substring(name.Length + Opening.Length, MarkLength);
        return temporaryName[temporaryName.Length - 1] == ')' && mark.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
    }
}

/// <summary>The result of a rebuild or restore.</summary>
/// <param name="Connection">The new connection.</param>
/// <param name="Warnings">What could not be restored although the connection exists: its owner, or the entry in the recovery file.</param>
/// <param name="OwnerChanged">True if the connection was given to another owner; credentials do not follow it.</param>
public sealed record class RebuildOutcome(QlikDataConnection Connection, IReadOnlyList<QlikException> Warnings, bool OwnerChanged);

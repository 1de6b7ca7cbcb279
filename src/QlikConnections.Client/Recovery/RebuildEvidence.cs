using System.Globalization;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// Compares a rebuild in a recovery file with the server. The file alone never decides which connection is deleted or renamed, or gets
/// another owner: it may be damaged, edited or forged.
/// </summary>
internal static class RebuildEvidence
{
    /// <summary>The file has this computer's time, the connection the server's. A wrong time zone differs by half a day, a wrong clock
    /// hardly by more.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromDays(1);

    /// <summary>Why a connection is not the one that the rebuild created; null if it matches.</summary>
    /// <param name="found">The connection, as the server has it.</param>
    /// <param name="before">The connection that was rebuilt.</param>
    /// <param name="plan">The rebuild.</param>
    /// <param name="userId">The signed-in user; null if the server does not return it. The new connection belongs to the user who
    /// rebuilds.</param>
    /// <param name="mayBeRenamed">True if the new connection may already have its final name and owner.</param>
    public static string? AgainstNew(
        QlikDataConnection found,
        QlikDataConnection before,
        RebuildPlan plan,
        string? userId,
        bool mayBeRenamed
    )
    {
        if (found.Id == before.Id)
        {
            return QlikFailure.Message(nameof(Strings.RecoverySameId), found.Id);
        }

        var isRenamed = mayBeRenamed && found.Name == before.Name;
        return !isRenamed && found.Name != plan.TemporaryName ? Differs(found, "Name", found.Name, plan.TemporaryName)
            : (found.SpaceId ?? "") != (before.SpaceId ?? "") ? Differs(found, "SpaceId", found.SpaceId, before.SpaceId)
            : found.DataSourceId != plan.DataSourceId ? Differs(found, "DataSourceId", found.DataSourceId, plan.DataSourceId)
            : userId is not null && found.OwnerId != userId && !(isRenamed && found.OwnerId == before.OwnerId)
                ? Differs(found, "OwnerId", found.OwnerId, userId)
            : AgainstTime(found, plan.Written);
    }

    private static string? AgainstTime(QlikDataConnection found, DateTimeOffset? written) =>
        written is { } then && found.Created is { } created && (created - then).Duration() > ClockTolerance
            ? Differs(found, "Created", Time(created), Time(then))
            : null;

    /// <summary>What shows that a connection is not the one that was rebuilt; null if everything matches.</summary>
    public static string? AgainstOld(QlikDataConnection found, QlikDataConnection before) =>
        found.Name != before.Name ? Differs(found, "Name", found.Name, before.Name)
        : (found.SpaceId ?? "") != (before.SpaceId ?? "") ? Differs(found, "SpaceId", found.SpaceId, before.SpaceId)
        : found.DataSourceId != before.DataSourceId ? Differs(found, "DataSourceId", found.DataSourceId, before.DataSourceId)
        // A file that leaves the time out shows nothing.
        : found.Created is { } created && created != before.Created
            ? Differs(found, "Created", Time(created), before.Created is { } then ? Time(then) : "")
        : null;

    private static string Differs(QlikDataConnection found, string what, string? has, string? expected) =>
        QlikFailure.Message(nameof(Strings.RecoveryDiffers), found.Id, what, has ?? "", expected ?? "");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);
}

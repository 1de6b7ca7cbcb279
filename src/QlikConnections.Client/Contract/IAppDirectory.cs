using QlikConnections.Client.Usage;

namespace QlikConnections.Client;

/// <summary>The apps that one identity can see, and what they use.</summary>
public interface IAppDirectory
{
    /// <summary>The error for a platform whose apps cannot be read; null where they can.</summary>
    QlikException? Unsupported { get; }

    /// <summary>How many apps can be read at the same time, at most.</summary>
    int MostAtOnce { get; }

    /// <summary>All apps, with the names of their spaces and owners. The list reports if it is incomplete.</summary>
    Task<ServerList<QlikApp>> ListAsync(CancellationToken cancellationToken);

    /// <summary>What is known of the connections of one app. Its script is read if nothing else says it, or if it is asked for.</summary>
    Task<AppContent> ReadAsync(QlikApp app, bool withScript, CancellationToken cancellationToken);
}

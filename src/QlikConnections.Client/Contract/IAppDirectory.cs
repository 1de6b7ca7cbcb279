using QlikConnections.Client.Usage;

namespace QlikConnections.Client;

/// <summary>The apps that one identity can see, and what they use.</summary>
public interface IAppDirectory
{
    /// <summary>The error for a platform whose apps cannot be read; null where they can.</summary>
    QlikException? Unsupported { get; }

    /// <summary>All apps, with the names of their spaces and owners. The list reports if it is incomplete.</summary>
    Task<ServerList<QlikApp>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The reloads of an app that the server remembers.</summary>
    Task<IReadOnlyList<AppReload>> ReloadsAsync(string appId, CancellationToken cancellationToken);

    /// <summary>The load script of an app.</summary>
    Task<string> ScriptAsync(string appId, CancellationToken cancellationToken);
}

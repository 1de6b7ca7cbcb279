using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>A cmdlet that works with existing credentials: each is read once, however many connections in the pipeline use it.</summary>
public abstract class CredentialCmdlet : ItemCmdlet
{
    private readonly HashSet<(QlikSession, Guid)> _seen = [];

    /// <summary>Exact names.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("CredentialId")]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public Guid[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override Task ProcessAsync() => ForEachItemAsync(
        Name,
        CredentialReference.ByName,
        Id,
        CredentialReference.ById,
        CredentialReference.From,
        async (_, reference) =>
        {
            var clients = Supported(
                OwnSessionOf(reference.Session, reference.SessionName) is { } home ? [home] : Clients(),
                c => c.Credentials.Unsupported
            );
            if (clients.Count > 0 && reference.Id is null && reference.Name is null)
            {
                Verbose(QlikFailure.Message(nameof(Strings.ConnectionWithoutCredential), reference.Target));
            }
            else if (await ReadAsync(clients, reference).ConfigureAwait(false) is var (client, credential))
            {
                await ActAsync(client, credential).ConfigureAwait(false);
            }
        });

    /// <summary>Does the cmdlet's work with one credential.</summary>
    internal abstract Task ActAsync(IDataConnectionClient client, QlikDataCredential credential);

    /// <summary>The credential for display, with the number of connections that use it.</summary>
    internal static string Label(QlikDataCredential credential) => QlikFailure.Message(
        nameof(Strings.CredentialLabel), credential.Name, credential.DataSourceId ?? credential.Type, Uses(credential));

    /// <summary>How many connections use the credential, in words.</summary>
    internal static string Uses(QlikDataCredential credential) => Connections(credential.ConnectionCount);

    /// <summary>A number of connections in words; null when it is not known.</summary>
    internal static string Connections(int? count) => count switch
    {
        null => Strings.ConnectionsUnknown,
        0 => Strings.ConnectionsNone,
        1 => Strings.ConnectionsOne,
        var many => QlikFailure.Message(nameof(Strings.ConnectionsMany), many),
    };

    /// <summary>Reads the credential in its own session; null if it was read before.</summary>
    private async Task<(IDataConnectionClient Client, QlikDataCredential Credential)?> ReadAsync(
        IReadOnlyList<IDataConnectionClient> clients,
        CredentialReference reference
    )
    {
        for (var i = 0; i < clients.Count; i++)
        {
            var client = clients[i];
            if (reference.Id is { } id && !_seen.Add((client.Session, id)))
            {
                return null;
            }

            try
            {
                return (client, reference.Id is { } known
                    ? await client.Credentials.GetAsync(known, StopToken).ConfigureAwait(false)
                    : await client.Credentials.GetAsync(reference.Name!, StopToken).ConfigureAwait(false));
            }
            catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikCredentialNotFound) && i < clients.Count - 1)
            {
                // A credential belongs to one tenant, which may be that of the next session.
            }
        }

        return null;
    }
}

using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>A cmdlet that works with existing credentials: each is read once, however many connections in the pipeline use it.</summary>
public abstract class CredentialCmdlet : SessionCmdlet
{
    internal const string ByObject = "ByObject";
    internal const string ByName = "ByName";
    internal const string ById = "ById";
    private readonly HashSet<(QlikSession, Guid)> _seen = [];

    /// <summary>Credentials, connections that use them, their deserialised forms, rows with a CredentialId or Id, ids, or names.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Exact names.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("CredentialId")]
    public Guid[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (var (input, read) in Inputs())
        {
            var target = input;
            try
            {
                var reference = read();
                target = reference.Target;
                if (reference.Id is null && reference.Name is null)
                {
                    Verbose(QlikFailure.Message(nameof(Strings.ConnectionWithoutCredential), reference.Target));
                }
                else if (await ReadAsync(reference).ConfigureAwait(false) is var (client, credential))
                {
                    await ActAsync(client, credential).ConfigureAwait(false);
                }
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                Fail(failure, target);
            }
        }
    }

    /// <summary>Does the cmdlet's work with one credential.</summary>
    internal abstract Task ActAsync(IDataConnectionClient client, QlikDataCredential credential);

    /// <summary>The credential for display, with the number of connections that use it.</summary>
    internal static string Label(QlikDataCredential credential) => QlikFailure.Message(
        nameof(Strings.CredentialLabel), credential.Name, credential.DataSourceId ?? credential.Type, Uses(credential));

    /// <summary>How many connections use the credential, in words.</summary>
    internal static string Uses(QlikDataCredential credential) => credential.ConnectionCount switch
    {
        null => Strings.ConnectionsUnknown,
        0 => Strings.ConnectionsNone,
        1 => Strings.ConnectionsOne,
        var many => QlikFailure.Message(nameof(Strings.ConnectionsMany), many),
    };

    private IEnumerable<(object? Input, Func<CredentialReference> Read)> Inputs() => ParameterSetName switch
    {
        ByName => Name.Select(n => ((object?)n, (Func<CredentialReference>)(() => CredentialReference.ByName(n)))),
        ById => Id.Select(i => ((object?)i, (Func<CredentialReference>)(() => CredentialReference.ById(i)))),
        _ => (InputObject ?? [null]).Select(o => ((object?)o, (Func<CredentialReference>)(() => CredentialReference.From(o)))),
    };

    /// <summary>Reads the credential; null if it was processed before.</summary>
    private async Task<(IDataConnectionClient Client, QlikDataCredential Credential)?> ReadAsync(CredentialReference reference)
    {
        var clients = reference.Session is { } home ? [ClientOf(home)]
            : reference.SessionName is { } name ? [ClientOf(Find(new SessionIdentity(name)))]
            : Clients();
        for (var i = 0; ; i++)
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
    }
}

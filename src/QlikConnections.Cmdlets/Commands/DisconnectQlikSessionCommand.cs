using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Ends sessions and removes their secrets from memory.</summary>
[Cmdlet(
    VerbsCommunications.Disconnect,
    "QlikSession",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low,
    HelpUri = OnlineHelp.Authentication
)]
[OutputType(typeof(void))]
public sealed class DisconnectQlikSessionCommand : AsyncCmdlet
{
    /// <summary>Sessions by name, where wildcards are allowed, or object; the default session when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public SessionIdentity[]? Session { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var table = await AskAsync(() => SessionTable.Current).ConfigureAwait(false);
        foreach (var identity in Session ?? [])
        {
            try
            {
                foreach (var session in table.Matching(identity))
                {
                    await DisconnectAsync(table, session).ConfigureAwait(false);
                }
            }
            catch (QlikException failure)
            {
                Fail(failure, identity.Name);
            }
        }

        // Nothing named and nothing piped means the default session; nothing connected is then no error, the request is fulfilled.
        if (Session is null && table.All.FirstOrDefault(s => s.IsDefault) is { } only)
        {
            await DisconnectAsync(table, only).ConfigureAwait(false);
        }
    }

    private async Task DisconnectAsync(SessionTable table, QlikSession session)
    {
        var isApproved = await AskAsync(() => ShouldProcess($"{session.Name} ({session.Uri})", Strings.ActionDisconnect))
            .ConfigureAwait(false);
        if (!isApproved)
        {
            return;
        }

        try
        {
            await EndSessionAsync(session).ConfigureAwait(false);
        }
        finally
        {
            table.Remove(session);
        }
    }
}

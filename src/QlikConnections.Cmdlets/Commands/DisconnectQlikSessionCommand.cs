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
public sealed class DisconnectQlikSessionCommand : PSCmdlet
{
    /// <summary>Sessions by name, where wildcards are allowed, or object; the default session when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public SessionIdentity[]? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var table = SessionTable.Current;
        foreach (var identity in Session ?? [])
        {
            try
            {
                table.Matching(identity).ToList().ForEach(s => Disconnect(table, s));
            }
            catch (QlikException failure)
            {
                WriteError(ErrorRecords.From(failure, identity.Name));
            }
        }

        // Nothing named and nothing piped means the default session; nothing connected is then no error, the request is fulfilled.
        if (Session is null && table.All.FirstOrDefault(s => s.IsDefault) is { } session)
        {
            Disconnect(table, session);
        }
    }

    private void Disconnect(SessionTable table, QlikSession session)
    {
        if (ShouldProcess($"{session.Name} ({session.Uri})", Strings.ActionDisconnect))
        {
            table.Remove(session);
        }
    }
}

using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Deletes credential sets.</summary>
[Cmdlet(
    VerbsCommon.Remove,
    "QlikDataCredential",
    DefaultParameterSetName = ByName,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = OnlineHelp.DataCredentials
)]
[OutputType(typeof(void))]
public sealed class RemoveQlikDataCredentialCommand : CredentialCmdlet
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Suppresses confirmation prompts, also for credentials that are in use.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    internal override async Task ActAsync(IDataConnectionClient client, QlikDataCredential credential)
    {
        // It was read again, so the number of connections is current.
        if (await AskAsync(() => IsApproved(credential)).ConfigureAwait(false))
        {
            await client.Credentials.DeleteAsync(credential.Id, StopToken).ConfigureAwait(false);
        }
    }

    private bool IsApproved(QlikDataCredential credential)
    {
        if (!ShouldProcess(Label(credential), Strings.ActionRemoveCredential, Force))
        {
            return false;
        }

        var warning = QlikFailure.Message(nameof(Strings.CredentialInUse), credential.Name, Uses(credential));
        return Force
            || credential.ConnectionCount == 0
            || ShouldContinue(
                QlikFailure.Message(nameof(Strings.CredentialInUseQuestion), warning),
                Strings.CredentialInUseCaption,
                ref _yesToAll,
                ref _noToAll
            );
    }
}

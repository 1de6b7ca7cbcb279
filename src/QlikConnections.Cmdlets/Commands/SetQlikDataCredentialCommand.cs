using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Renames credential sets, or changes their login.</summary>
[Cmdlet(
    VerbsCommon.Set,
    "QlikDataCredential",
    DefaultParameterSetName = ByName,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.DataCredentials
)]
[OutputType(typeof(QlikDataCredential))]
public sealed class SetQlikDataCredentialCommand : CredentialCmdlet
{
    /// <summary>The new name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? NewName { get; set; }

    /// <summary>The new login, for every connection that uses the credential.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CredentialInput]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? Credential { get; set; }

    /// <summary>Returns the credentials as they are afterwards, changed or not.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override async Task ActAsync(IDataConnectionClient client, QlikDataCredential credential)
    {
        var name = NewName == credential.Name ? null : NewName;
        var after = credential;
        if (name is null && Credential is null)
        {
            Verbose(QlikFailure.Message(nameof(Strings.NothingToChange), credential.Name));
        }
        else if (!await AskAsync(() => ShouldProcess(Label(credential), Describe(credential, name))).ConfigureAwait(false))
        {
            return;
        }
        else
        {
            after = Credential is null
                ? await client.Credentials.RenameAsync(credential, name!, StopToken).ConfigureAwait(false)
                : await client.Credentials.RenewAsync(credential, name, PropertyTable.ToLogin(Credential), StopToken).ConfigureAwait(false);
        }

        if (PassThru)
        {
            Emit(after);
        }
    }

    private string Describe(QlikDataCredential credential, string? name)
    {
        var parts = new List<string>();
        if (name is not null)
        {
            parts.Add(QlikFailure.Message(nameof(Strings.ActionSetItem), "name", credential.Name, name));
        }

        if (Credential is not null)
        {
            parts.Add(QlikFailure.Message(nameof(Strings.ActionSetSecret), "login"));
        }

        return QlikFailure.Message(nameof(Strings.ActionSet), string.Join(", ", parts));
    }
}

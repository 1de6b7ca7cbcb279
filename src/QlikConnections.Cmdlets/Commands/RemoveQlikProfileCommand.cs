using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Deletes profiles. Secrets in vaults and files stay where they are.</summary>
[Cmdlet(VerbsCommon.Remove, "QlikProfile", SupportsShouldProcess = true, HelpUri = OnlineHelp.Authentication)]
[OutputType(typeof(void))]
public sealed class RemoveQlikProfileCommand : PSCmdlet
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var folder = ProfileFolder.OfUser();
            foreach (var name in ProfileNames.Of(folder, folder.Names, Name, Fail))
            {
                Remove(folder, name);
            }
        }
        catch (QlikException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, null));
        }
    }

    private void Remove(ProfileFolder folder, string name)
    {
        try
        {
            if (ShouldProcess(name, Strings.ActionRemoveProfile))
            {
                folder.Remove(name);
            }
        }
        catch (QlikException failure)
        {
            Fail(failure, name);
        }
    }

    private void Fail(QlikException failure, string name) => WriteError(ErrorRecords.From(failure, name));
}

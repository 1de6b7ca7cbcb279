using System.Management.Automation;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Lists the profiles of this user.</summary>
[Cmdlet(VerbsCommon.Get, "QlikProfile", HelpUri = OnlineHelp.Authentication)]
[OutputType(typeof(QlikProfile))]
public sealed class GetQlikProfileCommand : PSCmdlet
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var folder = ProfileFolder.OfUser();
            var names = folder.Names;
            foreach (var name in ProfileNames.Of(folder, names, Name, Fail))
            {
                Show(folder, names, name);
            }
        }
        catch (QlikException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, null));
        }
    }

    private void Show(ProfileFolder folder, IReadOnlyList<string> names, string name)
    {
        try
        {
            WriteObject(ProfileObject.Of(folder, name, folder.Read(folder.Existing(name, names))));
        }
        catch (QlikException failure)
        {
            Fail(failure, name);
        }
    }

    private void Fail(QlikException failure, string name) => WriteError(ErrorRecords.From(failure, name));
}

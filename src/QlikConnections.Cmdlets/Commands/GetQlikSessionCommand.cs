using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>Lists the sessions of this runspace.</summary>
[Cmdlet(VerbsCommon.Get, "QlikSession", HelpUri = OnlineHelp.Authentication)]
[OutputType(typeof(QlikSession))]
public sealed class GetQlikSessionCommand : PSCmdlet
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only the default session.</summary>
    [Parameter]
    public SwitchParameter Default { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var patterns = WildcardText.Patterns(Name);
        var sessions = SessionTable.Current.All.Where(s => !Default || s.IsDefault).ToArray();
        foreach (var session in sessions.Where(s => patterns.Count == 0 || patterns.Any(p => p.Fits(s.Name))))
        {
            WriteObject(session);
        }

        foreach (var missing in patterns.Where(p => p.IsLiteral && !sessions.Any(s => p.Fits(s.Name))))
        {
            WriteError(ErrorRecords.From(Client.QlikFailure.Create(
                nameof(Client.Strings.QlikSessionUnknown), missing.Text, string.Join(", ", sessions.Select(s => s.Name))), missing.Text));
        }
    }
}

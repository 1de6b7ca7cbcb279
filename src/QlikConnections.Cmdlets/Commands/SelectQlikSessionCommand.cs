using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Makes another session the default, or shows which is.</summary>
[Cmdlet(VerbsCommon.Select, "QlikSession", DefaultParameterSetName = ByName, HelpUri = OnlineHelp.Authentication)]
[OutputType(typeof(QlikSession))]
public sealed class SelectQlikSessionCommand : PSCmdlet
{
    private const string ByName = "Session";
    private const string TheDefault = "Default";

    /// <summary>The session, by name or object. Wildcards are allowed if they mean one session.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public SessionIdentity? Session { get; set; }

    /// <summary>Shows the default session and changes nothing.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TheDefault)]
    public SwitchParameter Default { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var table = SessionTable.Current;
            if (Session is { } identity)
            {
                table.Select(One(table.Matching(identity)));
            }

            WriteObject(table.Default);
        }
        catch (QlikException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, Session?.Name));
        }
    }

    private QlikSession One(IReadOnlyList<QlikSession> sessions) => sessions.Count == 1
        ? sessions[0]
        : throw QlikFailure.Create(
            nameof(Strings.QlikInputInvalid),
            QlikFailure.Message(nameof(Strings.SessionPatternWide), Session!.Name, string.Join(", ", sessions.Select(s => s.Name)))
        );
}

using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Lists spaces.</summary>
[Cmdlet(VerbsCommon.Get, "QlikSpace", HelpUri = OnlineHelp.Spaces)]
[OutputType(typeof(QlikSpace))]
public sealed class GetQlikSpaceCommand : SessionCmdlet
{
    private readonly HashSet<(QlikSession, string)> _missing = [];

    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NameInput(nameof(QlikSpace), "space")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Sessions by name or object; by default the session of a piped object, otherwise the default session.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public override SessionIdentity[]? Session { get; set; }

    /// <summary>Ids.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? Id { get; set; }

    /// <summary>Only spaces of these types.</summary>
    [Parameter]
    public QlikSpaceType[]? Type { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var names = Texts(nameof(Name), Name);
        await InSessionsAsync(
                Clients(),
                async (client, report) =>
                {
                    var spaces = await client.Spaces.ListAsync(refresh: true, StopToken).ConfigureAwait(false);
                    await report(() => Report(client.Session, spaces, names)).ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
    }

    private void Report(QlikSession session, ServerList<QlikSpace> spaces, IReadOnlyList<WildcardText>? names)
    {
        foreach (var space in spaces.Where(s =>
            (names is null || names.Any(n => n.Fits(s.Name) || n.Fits(s.Id)))
            && (Id is null || Id.Contains(s.Id))
            && (Type is null || Type.Contains(s.Type))))
        {
            Emit(space);
        }

        if (spaces.Missing is { } partial)
        {
            // The spaces that came are right; what did not come may be what was asked for.
            Fail(partial, session.Name);
            return;
        }

        var missing = (names ?? []).Where(n => n.IsLiteral && !spaces.Any(s => n.Fits(s.Name) || n.Fits(s.Id))).Select(n => n.Text)
            .Concat((Id ?? []).Where(id => spaces.All(s => s.Id != id)));
        foreach (var text in missing.Where(t => _missing.Add((session, t))))
        {
            var similar = Suggestions.Sentence(text, spaces.Select(s => s.Name));
            Fail(QlikFailure.Create(nameof(Strings.QlikSpaceNotFound), text, session.Name, similar), text);
        }
    }
}

using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Lists users.</summary>
[Cmdlet(VerbsCommon.Get, "QlikUser", SupportsPaging = true, HelpUri = OnlineHelp.Users)]
[OutputType(typeof(QlikUser))]
public sealed class GetQlikUserCommand : SessionCmdlet
{
    private readonly HashSet<(QlikSession, string)> _missing = [];
    private PagedOutput _output = null!;

    /// <summary>Ids, e-mail addresses, subjects or names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [NameInput(nameof(QlikUser), "user")]
    [SupportsWildcards]
    [Alias("Name")]
    [ArgumentCompleter(typeof(UserCompleter))]
    public string[]? Identity { get; set; }

    /// <summary>Sessions by name or object; by default the session of a piped object, otherwise the default session.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public override SessionIdentity[]? Session { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        _output = await AskAsync(() => new PagedOutput(PagingParameters, Emit)).ConfigureAwait(false);
        if (_output.WantsTotal)
        {
            _output.EmitUnknownTotal();
        }
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        var texts = Identity is null ? (IReadOnlyList<WildcardText?>)[null] : Texts(nameof(Identity), Identity)!;
        return InSessionsAsync(
            Clients(),
            async (client, report) =>
            {
                foreach (var text in texts.TakeWhile(_ => !_output.IsFull))
                {
                    if (!await EmitAsync(client, text, report).ConfigureAwait(false) && text is { IsLiteral: true })
                    {
                        await report(() => ReportMissing(client.Session, text)).ConfigureAwait(false);
                    }
                }
            }
        );
    }

    private void ReportMissing(QlikSession session, WildcardText text)
    {
        if (_missing.Add((session, text.Plain)))
        {
            Fail(QlikFailure.Create(nameof(Strings.QlikUserNotFound), text.Text, session.Name, ""), text.Text);
        }
    }

    private async Task<bool> EmitAsync(IDataConnectionClient client, WildcardText? text, Func<Action, Task> report)
    {
        var found = false;
        try
        {
            // The server supports only "contains", so the rest of a pattern is checked here; a pattern over ids lists all.
            await foreach (var user in client.Users.ListAsync(ServerMatch(text), StopToken).ConfigureAwait(false))
            {
                if (text is null || Spellings(user).Any(text.Fits))
                {
                    found = true;
                    await report(() => _output.Emit(user)).ConfigureAwait(false);
                    if (_output.IsFull)
                    {
                        return true;
                    }
                }
            }
        }
        catch (QlikException partial) when (partial.ErrorId == nameof(Strings.QlikPartialResult))
        {
            // The users that were returned are correct.
            await report(() => Fail(partial, client.Session.Name)).ConfigureAwait(false);
        }

        return found;
    }

    /// <summary>The values by which a user can be found; for DIR\user also the user alone, and user@DIR.</summary>
    private static IEnumerable<string?> Spellings(QlikUser user)
    {
        var subject = (user.Subject ?? "").Split(['\\'], 2);
        return new[] { user.Name, user.Email, user.Subject, user.Id }.Concat(
            subject.Length == 2 ? [subject[1], $"{subject[1]}@{subject[0]}"] : []
        );
    }

    private static TextMatch? ServerMatch(WildcardText? text) => text?.ToServer() switch
    {
        null => null,
        { Kind: TextMatchKind.Equal } exact => exact,
        var part => part with { Kind = TextMatchKind.Contains },
    };
}

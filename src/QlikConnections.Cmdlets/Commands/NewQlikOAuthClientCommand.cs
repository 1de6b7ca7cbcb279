using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Creates the OAuth client with which people sign in in their browser.</summary>
[Cmdlet(VerbsCommon.New, "QlikOAuthClient", SupportsShouldProcess = true, HelpUri = OnlineHelp.OAuthClients)]
[OutputType(typeof(QlikOAuthClient))]
public sealed class NewQlikOAuthClientCommand : SessionCmdlet
{
    /// <summary>The name that people see when they are asked for consent.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string Name { get; set; } = "QlikConnections";

    /// <summary>Creates a native client: one without a secret, for programs on the computers of people.</summary>
    [Parameter]
    public SwitchParameter Native { get; set; }

    /// <summary>The ports of its redirect addresses.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    [ValidateCount(1, 5)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public int[] RedirectPort { get; set; } = [.. BrowserSignInOptions.DefaultPorts];

    /// <summary>What its sessions may do at most.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[] Scope { get; set; } = [.. BrowserSignInOptions.DefaultScopes];

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (!Native)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.OAuthClientKind);
        }

        if (await AskAsync(() => BlankValue.Find(MyInvocation.BoundParameters)).ConfigureAwait(false) is { } blank)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.BlankSignIn), blank));
        }

        var scopes = BrowserSignInOptions.ScopesOf(Scope);
        foreach (var client in Clients())
        {
            await TryAsync(client.Session.Name, () => CreateAsync(client, scopes)).ConfigureAwait(false);
        }
    }

    private async Task CreateAsync(IDataConnectionClient client, string[] scopes)
    {
        var creation = new NativeClientCreation(client, Name, RedirectPort.Distinct(), scopes);
        if (await AskAsync(() => IsWhatIf).ConfigureAwait(false))
        {
            await creation.RehearseAsync(StopToken).ConfigureAwait(false);
        }

        var action = QlikFailure.Message(nameof(Strings.ActionCreateOAuthClient), creation.Body);
        if (await AskAsync(() => ShouldProcess($"{client.Session.Name} ({client.Session.Uri})", action)).ConfigureAwait(false))
        {
            Emit(await creation.SendAsync(StopToken).ConfigureAwait(false));
        }
    }
}

using System.Management.Automation;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

// The sign-in of a person in their browser. Of several rows, one after another.
public sealed partial class ConnectQlikSessionCommand
{
    private const string WithBrowser = "Interactive";
    private readonly SemaphoreSlim _browser = new(1, 1);

    /// <summary>Signs in as the person at this computer, in their browser.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = Rows)]
    public SwitchParameter Interactive { get; set; }

    /// <summary>The id of a native OAuth client of the tenant.</summary>
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = Rows, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? ClientId { get; set; }

    /// <summary>The ports of the redirect addresses that the OAuth client has, in the order in which they are tried.</summary>
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = Rows)]
    [ValidateRange(1, 65535)]
    [ValidateCount(1, 5)]
    [PastedText]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int[]? RedirectPort { get; set; }

    /// <summary>What the session may do; with offline_access it can be renewed.</summary>
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = Rows)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? Scope { get; set; }

    /// <summary>Shows the address instead of opening a browser, and asks for the address that the browser shows at the end.</summary>
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = WithProfile)]
    [Parameter(ParameterSetName = Rows)]
    public SwitchParameter NoBrowser { get; set; }

    /// <summary>The longest wait for the sign-in in the browser, in seconds; 300 when not given.</summary>
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = WithProfile)]
    [Parameter(ParameterSetName = Rows)]
    [ValidateRange(1, 3600)]
    [PastedText]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? SignInTimeoutSec { get; set; }

    /// <summary>Keeps the refresh token in a vault, so that the next sign-in needs no browser.</summary>
    [Parameter(ParameterSetName = WithBrowser)]
    [Parameter(ParameterSetName = Rows)]
    public SwitchParameter Remember { get; set; }

    /// <summary>Signs in. Rows may name profiles that do so in the browser: one person does that one after another.</summary>
    private async Task<IDataConnectionClient> ConnectAsync(SignInRequest request, CancellationToken cancellationToken)
    {
        if (request.Browser is null)
        {
            try
            {
                return await request.ConnectAsync(_userAgent, cancellationToken).ConfigureAwait(false);
            }
            catch (QlikException failure) when (request.LocalCertificate is not null)
            {
                throw failure.WithCertificate(request.LocalCertificate);
            }
        }

        await _browser.WaitAsync(cancellationToken).ConfigureAwait(false);
        RememberedTokens.Reader = new RememberedReader(this).ReadAsync;
        try
        {
            return await request.ConnectAsync(_userAgent, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _browser.Release();
        }
    }

    private async Task<SignInRequest> BrowserRequestAsync()
    {
        if (!Remember && (SecretName ?? SecretVault) is not null)
        {
            throw Invalid(Strings.RememberMissing, Strings.RememberMissing_Action);
        }

        var tenant = CloudAddress.Parse(Tenant!, AllowHttp);
        var profile = new SignInProfile
        {
            SignIn = SignInKind.Interactive,
            Tenant = tenant.AbsoluteUri,
            AllowHttp = AllowHttp,
            ClientId = NativeClientId.Of(ClientId),
            Scope = Scope is null ? null : BrowserSignInOptions.ScopesOf(Scope),
            RedirectPort = RedirectPort,
            Secret = Remember ? Remembered(BlankValue.ToNull(Name) ?? tenant.Host) : null,
        };
        var request = Request(tenant.Host, profile) with { Command = $"{Me} -{WithBrowser}{(Remember ? $" -{nameof(Remember)}" : "")}" };
        return await WithBrowserAsync(request, savedAs: null).ConfigureAwait(false);
    }

    private SecretReference Remembered(string session) =>
        new() { Name = BlankValue.ToNull(SecretName) ?? $"QlikConnections-{session}", Vault = BlankValue.ToNull(SecretVault) };

    /// <summary>The sign-in with the browser, and with what an earlier one left in the vault.</summary>
    private async Task<SignInRequest> WithBrowserAsync(SignInRequest request, string? savedAs)
    {
        var options = await BrowserOptionsAsync(request.Profile).ConfigureAwait(false) with { SavedAs = savedAs };
        if (request.Profile.Secret is not { } reference)
        {
            return request with { Browser = options };
        }

        // Said before the person signs in.
        await AskAsync(() => new SecretManagement(InvokeCommand).Require(reference)).ConfigureAwait(false);
        object? left;
        try
        {
            left = await AskAsync(() => new SecretManagement(InvokeCommand).Find(reference)).ConfigureAwait(false);
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikSecretUnavailable))
        {
            // What is there is not known, so nothing is written over it.
            Warn(QlikFailure.Message(nameof(Strings.RememberFailed), request.Name, failure.Message));
            return request with { Browser = options, Profile = request.Profile with { Secret = null } };
        }

        var token = left is null ? null : VaultSecret.Of(reference, left).For(request.Profile);
        return request with { Browser = options with { Remembered = request.Profile, RefreshToken = token } };
    }

    private async Task<BrowserSignInOptions> BrowserOptionsAsync(SignInProfile profile)
    {
        var options = new BrowserSignInOptions
        {
            ClientId = profile.ClientId!,
            Scopes = profile.Scope ?? BrowserSignInOptions.DefaultScopes,
            Ports = profile.RedirectPort ?? BrowserSignInOptions.DefaultPorts,
            Timeout = TimeSpan.FromSeconds(SignInTimeoutSec ?? 300),
            ShowAsync = OpenAsync,
        };
        var problem = NoBrowser ? "" : SystemBrowser.Problem();
        if (problem is null)
        {
            return options;
        }

        // Before anything is sent or shown.
        return await AskAsync(() => SecretPrompt.Problem(Host)).ConfigureAwait(false) is { } reason
            ? throw CannotPaste(reason)
            : options with { ShowAsync = (address, _) => ShowAsync(address, problem), AskAsync = AskForRedirectAsync };
    }

    private Task OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        Say(Strings.BrowserOpens);
        Say(address.AbsoluteUri);
        if (!SystemBrowser.TryStart(address))
        {
            Warn(Strings.BrowserNotStarted);
        }

        return Task.CompletedTask;
    }

    private Task ShowAsync(Uri address, string problem)
    {
        if (problem.Length > 0)
        {
            Say(QlikFailure.Message(nameof(Strings.BrowserNone), problem));
        }

        Say(Strings.BrowserNotUsed);
        Say(address.AbsoluteUri);
        return Task.CompletedTask;
    }

    /// <summary>Asks without showing what is pasted: it contains a code.</summary>
    private async Task<SecureString> AskForRedirectAsync(string? problem, CancellationToken cancellationToken)
    {
        if (problem is not null)
        {
            Warn(problem);
        }

        var (address, reason) = await AskAsync(() =>
        {
            try
            {
                Host.UI.Write(Strings.PasteLabel + ": ");
                return ((SecureString?)Host.UI.ReadLineAsSecureString(), Strings.InputEnded);
            }
            catch (Exception exception) when (SecretPrompt.IsImpossible(exception))
            {
                return (null, exception.Message);
            }
        }).ConfigureAwait(false);
        return address ?? throw CannotPaste(reason);
    }

    private static QlikException CannotPaste(string reason) =>
        Invalid(QlikFailure.Message(nameof(Strings.PasteImpossible), reason), Strings.PasteImpossible_Action);
}

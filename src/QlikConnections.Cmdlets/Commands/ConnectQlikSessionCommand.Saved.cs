using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;
using QlikConnections.Client.Repository;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

// Sign-ins that are not given by parameters alone: profiles, the environment, secrets in vaults and files.
public sealed partial class ConnectQlikSessionCommand
{
    private const string ProfileVariable = "QLIK_PROFILE";
    private const string TenantVariable = "QLIK_TENANT";
    private const string KeyVariable = "QLIK_API_KEY";
    private const string KeyFileVariable = "QLIK_API_KEY_FILE";
    private const string SecretNameVariable = "QLIK_SECRET_NAME";
    private const string SecretVaultVariable = "QLIK_SECRET_VAULT";

    private static readonly string[] VariablesOfTenant =
        [ProfileVariable, TenantVariable, KeyFileVariable, SecretNameVariable, SecretVaultVariable];

    /// <summary>The sign-in when no parameter says one: that of the environment, then the current context of qlik-cli; null if there is
    /// neither.</summary>
    private async Task<SignInRequest?> DefaultRequestAsync()
    {
        RefuseBlankVariables(ProfileVariable);
        if (Variable(ProfileVariable) is { } profile)
        {
            Verbose(QlikFailure.Message(nameof(Strings.EnvironmentUsed), ProfileVariable));
            return await ProfileRequestAsync(profile).ConfigureAwait(false);
        }

        // These have no browser.
        if (!SignInForm.IsWithout(this, WithContext, nameof(Context)))
        {
            return null;
        }

        RefuseBlankVariables([.. VariablesOfTenant, .. AllowEnvironmentSecret ? [KeyVariable] : (string[])[]]);
        if (Variable(TenantVariable) is { } tenant)
        {
            Verbose(QlikFailure.Message(nameof(Strings.EnvironmentUsed), TenantVariable));
            return await EnvironmentRequestAsync(tenant).ConfigureAwait(false);
        }

        // Another tenant than the one that was meant would be worse than none.
        if (Array.Find(VariablesOfTenant, v => Variable(v) is not null) is { } name
            || (AllowEnvironmentSecret && Variable(name = KeyVariable) is not null))
        {
            throw Environmental(QlikFailure.Message(nameof(Strings.EnvironmentNoTenant), name, TenantVariable));
        }

        var path = CliContextFile.DefaultPath();
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return null;
        }

        var contexts = CliContextFile.Read(path);
        return contexts.HasCurrent
            ? ContextRequest(contexts.Get(null))
            : throw Invalid(contexts.NoneCurrent, Strings.QlikContextNotFound_Action);
    }

    private async Task<SignInRequest> ProfileRequestAsync(string name)
    {
        var folder = ProfileFolder.OfUser();
        var spelled = folder.Existing(name);
        var profile = folder.Read(spelled);
        Verbose(QlikFailure.Message(nameof(Strings.ProfileUsed), spelled, profile.SignIn));
        if (CertificatePassword is not null && profile.CertificatePath is null)
        {
            throw Invalid(QlikFailure.Message(nameof(Strings.ProfileNoPassword), spelled), Strings.ProfileNoPassword_Action);
        }

        var request = Request(spelled, profile) with
        {
            Command = $"{Me} -{nameof(Profile)} {SessionCompleter.Quote(spelled)}",
            Place = profile.NeedsSecret ? profile.Secret?.ToString() : null,
        };
        return profile.SignIn == SignInKind.Interactive
            ? await WithBrowserAsync(request, spelled).ConfigureAwait(false)
            : request with { Secret = await SecretOfAsync(spelled, profile).ConfigureAwait(false) };
    }

    /// <summary>The secret of a profile; null if its sign-in needs none.</summary>
    private async Task<SecureString?> SecretOfAsync(string name, SignInProfile profile) => profile.Secret switch
    {
        _ when CertificatePassword is not null => CertificatePassword,
        null when profile.NeedsSecret || (profile.CertificatePath is { } path && CertificateFile.IsProtected(path)) =>
            await AskAsync(() => SecretPrompt.Ask(Host, name, profile)).ConfigureAwait(false),
        null => null,
        { File: { } file } => SecretFile.Read(file),
        var reference => VaultSecret.Of(reference, await FromVaultAsync(reference).ConfigureAwait(false)).For(profile),
    };

    private Task<object> FromVaultAsync(SecretReference reference) => AskAsync(() => new SecretManagement(InvokeCommand).Get(reference));

    /// <summary>A tenant or site with a secret in a vault, whose type says how to sign in.</summary>
    private async Task<SignInRequest> SecretRequestAsync(string signIn)
    {
        var reference = new SecretReference { Name = SecretName!.Trim(), Vault = BlankValue.ToNull(SecretVault) };
        if (signIn == WithTenantSecret)
        {
            return await TenantSecretRequestAsync(Tenant!, reference, $"{Me} -{nameof(SecretName)}").ConfigureAwait(false);
        }

        var secret = VaultSecret.Of(reference, await FromVaultAsync(reference).ConfigureAwait(false));
        var kind = secret.Identity is null ? SignInKind.Jwt : SignInKind.Windows;
        var site = RepositoryAddress.Parse(Server!, withCertificate: false, VirtualProxy);
        var profile = SignInProfile.OfSite(kind, site) with
        {
            Secret = reference,
            UserName = secret.Identity,
            TrustedRoot = TrustedRoot?.RawData,
            SkipCertificateCheck = SkipCertificateCheck,
        };
        return Request(site.Host, profile) with
        {
            Secret = secret.For(profile),
            Command = $"{Me} -{nameof(SecretName)}",
            Place = reference.ToString(),
        };
    }

    private async Task<SignInRequest> TenantSecretRequestAsync(string address, SecretReference reference, string command)
    {
        var tenant = CloudAddress.Parse(address, AllowHttp);
        var secret = VaultSecret.Of(reference, await FromVaultAsync(reference).ConfigureAwait(false));
        var profile = new SignInProfile
        {
            SignIn = secret.Identity is null ? SignInKind.ApiKey : SignInKind.OAuth,
            Tenant = tenant.AbsoluteUri,
            AllowHttp = AllowHttp,
            ClientId = secret.Identity,
            Secret = reference,
        };
        return Request(tenant.Host, profile) with { Secret = secret.For(profile), Command = command, Place = reference.ToString() };
    }

    /// <summary>The tenant of the environment, with the one secret that the environment names.</summary>
    private async Task<SignInRequest> EnvironmentRequestAsync(string address)
    {
        var (file, name, key) = (Variable(KeyFileVariable), Variable(SecretNameVariable), Variable(KeyVariable));
        (string Variable, bool IsSet)[] places =
        [
            (KeyFileVariable, file is not null),
            (name is null ? SecretVaultVariable : SecretNameVariable, (name ?? Variable(SecretVaultVariable)) is not null),
            (KeyVariable, key is not null && AllowEnvironmentSecret),
        ];
        if (places.Where(p => p.IsSet).Take(2).ToArray() is [var one, var other])
        {
            throw Environmental(QlikFailure.Message(nameof(Strings.EnvironmentTwice), one.Variable, other.Variable));
        }

        if (name is not null)
        {
            var reference = new SecretReference { Name = name, Vault = Variable(SecretVaultVariable) };
            return await TenantSecretRequestAsync(address, reference, Me).ConfigureAwait(false);
        }

        if (file is null && (key is null || !AllowEnvironmentSecret))
        {
            throw Environmental(
                key is null
                    ? QlikFailure.Message(nameof(Strings.EnvironmentIncomplete), TenantVariable, KeyFileVariable, SecretNameVariable)
                    : QlikFailure.Message(nameof(Strings.EnvironmentPlain), KeyVariable, KeyFileVariable)
            );
        }

        var tenant = CloudAddress.Parse(address, AllowHttp);
        var profile = new SignInProfile { SignIn = SignInKind.ApiKey, Tenant = tenant.AbsoluteUri, AllowHttp = AllowHttp };
        if (file is null)
        {
            return Request(tenant.Host, profile) with
            {
                Secret = SecretText.Hide(key!),
                Command = $"{Me} -{nameof(AllowEnvironmentSecret)}",
                Place = QlikFailure.Message(nameof(Strings.SignInVariable), KeyVariable),
            };
        }

        var place = new SecretReference { File = await FilePathAsync(file).ConfigureAwait(false) };
        return Request(tenant.Host, profile with { Secret = place }) with
        {
            Secret = SecretFile.Read(place.File),
            Command = Me,
            Place = place.ToString(),
        };
    }

    /// <summary>Blanks are a value that somebody forgot. An empty variable is one that is not set, as everywhere.</summary>
    private static void RefuseBlankVariables(params string[] names)
    {
        if (Array.Find(names, n => Environment.GetEnvironmentVariable(n) is { Length: > 0 } && Variable(n) is null) is { } blank)
        {
            throw Environmental(QlikFailure.Message(nameof(Strings.EnvironmentBlank), blank));
        }
    }

    private static string? Variable(string name) => BlankValue.ToNull(Environment.GetEnvironmentVariable(name))?.Trim();

    private static QlikException Environmental(string reason) => Invalid(reason, Strings.EnvironmentAdvice);

    private static QlikException Invalid(string reason, string advice)
    {
        const string id = nameof(Strings.QlikSignInInvalid);
        return new QlikException(id, QlikFailure.Message(id, reason), advice);
    }
}

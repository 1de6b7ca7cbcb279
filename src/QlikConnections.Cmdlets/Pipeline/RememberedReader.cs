using System.Collections.Concurrent;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Http;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Reads remembered sign-ins again while a command runs, each once: another PowerShell may have replaced them.</summary>
/// <param name="cmdlet">The cmdlet that runs.</param>
internal sealed class RememberedReader(AsyncCmdlet cmdlet)
{
    private readonly ConcurrentDictionary<SecretReference, Lazy<Task<SecureString?>>> _found = new();

    /// <summary>The refresh token of a profile; null if there is none that can be used.</summary>
    public Task<SecureString?> ReadAsync(SignInProfile profile) =>
        _found.GetOrAdd(profile.Secret!, _ => new Lazy<Task<SecureString?>>(() => FindAsync(profile))).Value;

    private async Task<SecureString?> FindAsync(SignInProfile profile)
    {
        var reference = profile.Secret!;
        try
        {
            var found = await cmdlet.AskAsync(() => new SecretManagement(cmdlet.InvokeCommand).Find(reference)).ConfigureAwait(false);
            return found is null ? null : VaultSecret.Of(reference, found).For(profile);
        }
        catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikSecretUnavailable))
        {
            // The refusal of the tenant is reported.
            RequestLog.Write(nameof(Strings.RememberedUnreadable), failure.Message);
            return null;
        }
    }
}

using System.Collections.ObjectModel;
using System.Management.Automation.Host;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.Http;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>Asks for the secret of a profile that has no place for it. To be used on the pipeline thread.</summary>
internal static class SecretPrompt
{
    /// <summary>What the user enters.</summary>
    /// <param name="host">The host of PowerShell.</param>
    /// <param name="name">The name of the profile.</param>
    /// <param name="profile">The profile.</param>
    /// <exception cref="QlikException">Nothing was entered, or PowerShell cannot ask.</exception>
    public static SecureString Ask(PSHost host, string name, SignInProfile profile)
    {
        if (Problem(host) is not null)
        {
            throw CannotAsk(name, profile);
        }

        var field = new FieldDescription(profile.SecretKey);
        field.SetParameterType(typeof(SecureString));
        var about = profile.Identity ?? profile.Tenant ?? profile.Server;
        var caption = DisplayText.Of(QlikFailure.Message(nameof(Strings.SecretPrompt), name, about));
        try
        {
            var values = host.UI.Prompt(caption, "", new Collection<FieldDescription> { field });
            return values[field.Name].BaseObject is SecureString secret && !SecretText.IsBlank(secret)
                ? secret
                : throw Unavailable(name, Strings.SecretEmpty);
        }
        catch (Exception exception) when (IsImpossible(exception))
        {
            throw CannotAsk(name, profile);
        }
    }

    /// <summary>Why a host cannot ask; null if it can, or is not known. PowerShell says it only when it is asked something: here for a
    /// choice without choices, which a host that can ask refuses too, before it shows anything.</summary>
    public static string? Problem(PSHost host)
    {
        if (host.Name is not ("ConsoleHost" or "Default Host"))
        {
            return null;
        }

        try
        {
            host.UI.PromptForChoice("", "", [], 0);
            return null;
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (Exception exception) when (IsImpossible(exception))
        {
            return exception.Message;
        }
    }

    /// <summary>Whether a host refuses to ask: NonInteractive, no console, or a host without prompts.</summary>
    public static bool IsImpossible(Exception exception) =>
        exception is HostException or InvalidOperationException or NotImplementedException or NotSupportedException;

    private static QlikException CannotAsk(string name, SignInProfile profile) =>
        Unavailable(name, profile.SignIn == SignInKind.Certificate ? Strings.PasswordCannotAsk : Strings.SecretCannotAsk);

    private static QlikException Unavailable(string name, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikSecretUnavailable), QlikFailure.Message(nameof(Strings.ProfileText), name), reason);
}

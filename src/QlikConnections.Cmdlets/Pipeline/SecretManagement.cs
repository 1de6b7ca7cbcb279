using System.Collections;
using System.Management.Automation;
using System.Security;
using QlikConnections.Client;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>
/// The vaults of the module Microsoft.PowerShell.SecretManagement, which may ask for their password. To be used on the pipeline thread.
/// </summary>
/// <param name="commands">The commands of the session.</param>
internal sealed class SecretManagement(CommandInvocationIntrinsics commands)
{
    // With the name of the module: a function of the user may have the name of the command.
    private const string Getter = @"Microsoft.PowerShell.SecretManagement\Get-Secret";
    private const string Setter = @"Microsoft.PowerShell.SecretManagement\Set-Secret";

    // In a list, because what a single object contains would be taken apart: bytes would seem to be several secrets.
    // -WhatIf and -Confirm are about the command that was called, and were decided there.
    // A secret that may be missing is no error, so none is left in $Error.
    private static readonly ScriptBlock Call = ScriptBlock.Create(
        """
        param($Command, $Parameter, $MayBeMissing)
        $WhatIfPreference = $false
        $ConfirmPreference = 'None'
        $before = @($global:Error)
        try { , @(& $Command @Parameter -ErrorAction Stop) }
        catch {
            if (-not $MayBeMissing -or $_.FullyQualifiedErrorId.Split(',')[0] -ne 'GetSecretNotFound') { throw }
            $global:Error.Clear()
            $global:Error.AddRange($before)
            , @()
        }
        """
    );

    /// <summary>Checks that the module is there, without opening a vault.</summary>
    /// <exception cref="QlikException">It is not.</exception>
    public SecretReference Require(SecretReference reference) =>
        commands.GetCommand(Getter, CommandTypes.Cmdlet | CommandTypes.Function) is not null
            ? reference
            : throw new QlikException(
                nameof(Strings.QlikSecretUnavailable),
                QlikFailure.Message(nameof(Strings.QlikSecretUnavailable), reference, Strings.SecretModuleMissing),
                Strings.SecretModuleMissing_Action
            );

    /// <summary>A secret.</summary>
    /// <exception cref="QlikException">The module or the secret is not there, or the vault refuses it.</exception>
    public object Get(SecretReference reference) =>
        Only(reference, Run(Getter, reference, [])) ?? throw Unavailable(reference, Strings.SecretNone);

    /// <summary>A secret; null if there is none of that name.</summary>
    /// <exception cref="QlikException">The vault refuses it, so that it is not known whether it is there.</exception>
    public object? Find(SecretReference reference) => Only(reference, Run(Getter, reference, [], mayBeMissing: true));

    /// <summary>The secret that was found; null for none.</summary>
    private static object? Only(SecretReference reference, IList<PSObject> found) =>
        found.Count > 1 ? throw Unavailable(reference, Strings.SecretSeveral) : found.FirstOrDefault()?.BaseObject;

    /// <summary>Writes a secret. One of the same name is replaced.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="QlikException">The module is not there, or the vault refuses it.</exception>
    /// <param name="reference">Where.</param>
    /// <param name="secret">A SecureString or PSCredential: every vault takes these.</param>
    public SecretReference Set(SecretReference reference, object secret)
    {
        Run(Setter, reference, new Hashtable { [secret is SecureString ? "SecureStringSecret" : "Secret"] = secret });
        return reference;
    }

    private IList<PSObject> Run(string command, SecretReference reference, Hashtable parameters, bool mayBeMissing = false)
    {
        parameters["Name"] = reference.Name;
        if (reference.Vault is not null)
        {
            parameters["Vault"] = reference.Vault;
        }

        try
        {
            Require(reference);
            return commands.InvokeScript(useLocalScope: true, Call, null, command, parameters, mayBeMissing);
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            var failure = Unavailable(reference, exception.ErrorRecord?.Exception?.Message ?? exception.Message);
            throw new QlikException(failure.ErrorId, failure.Message, failure.RecommendedAction, exception);
        }
    }

    private static QlikException Unavailable(SecretReference reference, string reason) =>
        QlikFailure.Create(nameof(Strings.QlikSecretUnavailable), reference, reason);
}

using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Accepts a login, and prompts for the password of a user name, as PowerShell's own attribute does; everything else is refused with a
/// sentence instead of an error of .NET. A script block can give each row another login.
/// </summary>
internal sealed class CredentialInputAttribute : ArgumentTransformationAttribute
{
    private static readonly CredentialAttribute Prompt = new();

    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            null or PSCredential => value,
            string text when string.IsNullOrWhiteSpace(text) => null,
            string => Prompt.Transform(engineIntrinsics, value),
            _ => throw new ArgumentTransformationMetadataException(QlikFailure.Message(nameof(Strings.LoginExpected))),
        };
    }
}

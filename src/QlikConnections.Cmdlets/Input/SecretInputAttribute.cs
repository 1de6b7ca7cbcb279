using System.Management.Automation;
using System.Security;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Accepts a SecureString only. Without it PowerShell would quote plain text, including the secret, in its conversion error.
/// </summary>
internal sealed class SecretInputAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value as SecureString
            ?? throw new ArgumentTransformationMetadataException(QlikFailure.Message(nameof(Strings.SecretAsText)));
    }
}

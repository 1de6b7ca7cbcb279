using System.Management.Automation;
using System.Security;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Accepts a SecureString only. Without it PowerShell would quote plain text, including the secret, in its conversion error.
/// </summary>
internal sealed class SecretInputAttribute : ArgumentTransformationAttribute
{
    /// <summary>What a parameter for cells has in the place of plain text. The command refuses it: an error of PowerShell's binding would
    /// keep the whole row, with the text, in <c>$Error</c>.</summary>
    public static SecureString PlainText { get; } = new();

    /// <summary>True for a parameter that is a column of rows: an empty cell means no value, and text is <see cref="PlainText"/>.</summary>
    public bool IsCell { get; set; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            SecureString secret => secret,
            _ when IsCell => BlankValue.Is(value) ? null! : PlainText,
            _ => throw new ArgumentTransformationMetadataException(QlikFailure.Message(nameof(Strings.SecretAsText))),
        };
    }
}

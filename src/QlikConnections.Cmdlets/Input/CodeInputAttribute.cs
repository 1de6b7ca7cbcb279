using System.Management.Automation;
using System.Security;

namespace QlikConnections.Commands;

/// <summary>
/// Accepts a SecureString or text: the code comes from a web page and can be used once within minutes, so requiring a SecureString would
/// protect nothing.
/// </summary>
internal sealed class CodeInputAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not string text)
        {
            return inputData;
        }

        var code = new SecureString();
        foreach (var letter in text.Trim())
        {
            code.AppendChar(letter);
        }

        return code;
    }
}

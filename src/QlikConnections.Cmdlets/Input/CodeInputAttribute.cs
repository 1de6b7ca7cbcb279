using System.Management.Automation;
using System.Security;

namespace QlikConnections.Commands;

/// <summary>
/// Accepts a SecureString, and text too: a code that works once and for minutes comes from a web page, and making people wrap it would
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

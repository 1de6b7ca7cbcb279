using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Statements;

namespace QlikConnections.Commands;

/// <summary>
/// Refuses text that contains a secret, where a number, an id or a word is expected: PowerShell would repeat the whole text in its error.
/// </summary>
internal sealed class PastedTextAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        Check(inputData);
        return inputData;
    }

    private static void Check(object? input)
    {
        switch (input is PSObject wrapped ? wrapped.BaseObject : input)
        {
            case string text when Sentence.Quote(text) is var quoted && quoted != text:
                throw new ArgumentTransformationMetadataException(QlikFailure.Message(nameof(Strings.PastedSecret), quoted));
            case object[] list:
                foreach (var item in list)
                {
                    Check(item);
                }

                break;
        }
    }
}

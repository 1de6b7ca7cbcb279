using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Reads a cell of a CSV as a value of a type that PowerShell does not convert from text, or drops without an error if it is invalid. An
/// empty cell means no value.
/// </summary>
internal sealed class CellInputAttribute(Type type) : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null && type == typeof(SwitchParameter))
        {
            // The last cell of a short line of a CSV. PowerShell would read it as a switch that is given.
            return default(SwitchParameter);
        }

        if (value is not string text)
        {
            return inputData!;
        }

        text = text.Trim();
        return text.Length == 0
            ? type == typeof(SwitchParameter)
                ? default(SwitchParameter)
                : null!
            : type == typeof(SwitchParameter) && bool.TryParse(text.TrimStart('$'), out var isPresent)
                ? new SwitchParameter(isPresent)
                : type == typeof(bool) && bool.TryParse(text.TrimStart('$'), out var flag)
                    ? flag
                    : type == typeof(Guid) && Guid.TryParse(text, out var id)
                        ? id
                        : type.IsEnum
                        && Enum.GetNames(type).FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
                            ? Enum.Parse(type, name)
                            : throw new ArgumentTransformationMetadataException(
                                QlikFailure.Message(nameof(Strings.CellUnreadable), text, Expected())
                            );
    }

    private string Expected() =>
        type == typeof(bool) || type == typeof(SwitchParameter) ? "True, False"
        : type.IsEnum ? string.Join(", ", Enum.GetNames(type))
        : Strings.IdOfCredential;
}

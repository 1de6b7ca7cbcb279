using System.Globalization;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Reads a cell of a CSV as a value of a type that PowerShell does not convert from text, or drops without an error if it is invalid. An
/// empty cell means no value.
/// </summary>
internal sealed class CellInputAttribute(Type type) : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string text => Read(type, text)!,
            // The last cell of a short line of a CSV. PowerShell would read it as a switch that is given.
            null when type == typeof(SwitchParameter) => default(SwitchParameter),
            _ => inputData!,
        };

    /// <summary>The value of a cell; null for an empty one.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is not a value of the type.</exception>
    public static object? Read(Type type, string? text)
    {
        text = text?.Trim() ?? "";
        if (text.Length == 0)
        {
            return type == typeof(SwitchParameter) ? default(SwitchParameter) : null;
        }

        return Value(type, text)
            ?? throw new ArgumentTransformationMetadataException(QlikFailure.Message(nameof(Strings.CellUnreadable), text, Expected(type)));
    }

    private static object? Value(Type type, string text)
    {
        if (type == typeof(Guid))
        {
            return Guid.TryParse(text, out var id) ? id : null;
        }

        if (type.IsEnum)
        {
            return Word(type, text);
        }

        return Flag(text.TrimStart('$').ToUpperInvariant()) is not { } flag ? null
            : type == typeof(SwitchParameter) ? new SwitchParameter(flag)
            : flag;
    }

    private static bool? Flag(string text) => text switch
    {
        "TRUE" or "YES" or "1" => true,
        "FALSE" or "NO" or "0" => false,
        _ => null,
    };

    /// <summary>The value of a word, or of the number that JSON has in its place.</summary>
    private static object? Word(Type type, string text) =>
        Enum.GetNames(type).FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined(type, number)
            ? Enum.ToObject(type, number)
        : null;

    private static string Expected(Type type) =>
        type == typeof(bool) || type == typeof(SwitchParameter) ? "True, False"
        : type.IsEnum ? string.Join(", ", Enum.GetNames(type))
        : Strings.IdOfCredential;
}

using System.Collections;
using System.Globalization;
using System.Security;

namespace QlikConnections.Client;

/// <summary>
/// Checks properties against the specification of a data source [cloud 4.2], before anything is sent. Names are changed to the
/// source's spelling and values to its types if nothing is lost. Messages contain names of properties and allowed values, never the given
/// values: a secret may be in the wrong place.
/// </summary>
internal static class PropertyCheck
{
    private const int MostNamed = 30;

    /// <summary>The properties in the form of the source.</summary>
    /// <param name="values">The properties by name.</param>
    /// <param name="specification">The specification of the source.</param>
    /// <param name="problems">Gets the problems; the result is valid only if nothing was added.</param>
    public static IReadOnlyDictionary<string, object?> Fit(
        IReadOnlyDictionary<string, object?> values, DataSourceSpecification specification, List<string> problems)
    {
        var fitted = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            if (specification.Find(value.Key) is not { } property)
            {
                problems.Add(
                    Message(
                        nameof(Strings.PropertyUnknown),
                        value.Key,
                        Suggestions.Sentence(value.Key, specification.Properties.Select(p => p.Name))
                    )
                );
            }
            else if (fitted.ContainsKey(property.Name))
            {
                problems.Add(Message(nameof(Strings.PropertyGivenTwice), property.Name));
            }
            else if (!TryConvert(property.Type, value.Value, out var converted))
            {
                fitted[property.Name] = null;
                problems.Add(Message(nameof(Strings.PropertyTypeWrong), property.Name, property.Type, Kind(value.Value)));
            }
            else
            {
                fitted[property.Name] = converted;
                if (EnumProblem(property, converted) is { } problem)
                {
                    problems.Add(problem);
                }
            }
        }

        return fitted;
    }

    private static string? EnumProblem(QlikDataSourceProperty property, object? value)
    {
        // Secrets are not compared, and the published enumerations do not apply to lists.
        if (
            property.AllowedValues.Count == 0
            || Text(value) is not { } text
            || property.AllowedValues.Contains(text, StringComparer.Ordinal)
        )
        {
            return null;
        }

        return property.AllowedValues.FirstOrDefault(a => a.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } meant
            ? Message(nameof(Strings.PropertyValueCase), property.Name, meant)
            : Message(
                nameof(Strings.PropertyValueUnknown),
                property.Name,
                string.Join(", ", property.AllowedValues.Take(MostNamed)) + (property.AllowedValues.Count > MostNamed ? ", ..." : ""),
                property.IsSecret ? "" : Suggestions.Sentence(text, property.AllowedValues));
    }

    /// <summary>Converts a value to the type, if nothing is lost. An unknown type accepts everything.</summary>
    private static bool TryConvert(string? type, object? value, out object? converted)
    {
        converted = type switch
        {
            "string" => value as SecureString ?? (object?)Text(value),
            "integer" => Whole(value),
            "number" => Number(value),
            "boolean" => value is bool || (value is string text && bool.TryParse(text, out _))
                ? Convert.ToBoolean(value, CultureInfo.InvariantCulture)
                : null,
            // PowerShell unwraps a list of one object.
            "array" => value is IReadOnlyDictionary<string, object?> ? new[] { value } : value is IEnumerable and not string ? value : null,
            "object" => value as IReadOnlyDictionary<string, object?>,
            _ => value,
        };
        return converted is not null;
    }

    private static string? Text(object? value) =>
        value switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            float or double => ((IFormattable)value).ToString("R", CultureInfo.InvariantCulture),
            byte
            or sbyte
            or short
            or ushort
            or int
            or uint
            or long
            or ulong
            or decimal
            or char
            or Enum
            or Guid
            or Uri
            or Version
            or QlikGateway => Convert.ToString(value, CultureInfo.InvariantCulture),
            _ => null,
        };

    private static object? Whole(object? value) =>
        value is not bool && long.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : null;

    private static object? Number(object? value) =>
        Whole(value)
        ?? (
            value is not bool
            && decimal.TryParse(
                Text(value),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null
        );

    private static string Kind(object? value) => value switch
    {
        null => Strings.KindNothing,
        SecureString => nameof(SecureString),
        string => Strings.KindOtherText,
        bool => Strings.KindFlag,
        IReadOnlyDictionary<string, object?> => Strings.KindTable,
        IEnumerable => Strings.KindList,
        _ => value.GetType().Name,
    };

    private static string Message(string id, params object?[] arguments) => QlikFailure.Message(id, arguments);
}

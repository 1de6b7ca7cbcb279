using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using QlikConnections.Client;
using QlikConnections.Client.Statements;

namespace QlikConnections.Commands;

/// <summary>
/// Completes a table of properties: for a new connection all of them, and each alone; for a change each alone, with its current value
/// or open before the value, because a placeholder would clear it. The beginning of a name offers these properties, a whole name each
/// value that it allows. PowerShell calls completers only before the opening brace, not for what is after it.
/// </summary>
public sealed class PropertyTableCompleter : SpecificationCompleter
{
    private static readonly string[] WithOwnParameter =
    [
        CredentialProperty.Separate,
        CredentialProperty.Name,
        CredentialProperty.Selected,
        CredentialProperty.Gateway,
        CredentialProperty.Agent,
        CredentialProperty.AuthCode,
    ];

    internal override IEnumerable<CompletionResult> Results(
        DataSourceSpecification specification,
        bool isChange,
        IReadOnlyDictionary<string, object?>? current,
        string word
    )
    {
        var start = word.TrimStart('@').Trim('\'', '"');
        var properties = specification
            .Properties.Where(p =>
                p.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase)
                && !WithOwnParameter.Contains(p.Name)
                && SessionCompleter.IsTypable(p.Name + p.Default + string.Concat(p.AllowedValues))
            )
            .ToArray();
        var tables =
            from property in properties
            from value in Values(property, isChange, current, property.Name.Equals(start, StringComparison.OrdinalIgnoreCase))
            select new CompletionResult(
                value is null ? $"@{{ {Key(property.Name)} = " : Table([Item(property, value)]),
                value is null ? property.Name : $"{property.Name} = {value}",
                CompletionResultType.ParameterValue,
                ToolTip(property)
            );
        if (isChange || start.Length > 0 || properties.Length == 0)
        {
            return tables;
        }

        var all = new CompletionResult(
            Table(properties.Select(p => Item(p, Sample(p)))),
            QlikFailure.Message(nameof(Strings.AllPropertiesOf), specification.DataSourceId),
            CompletionResultType.ParameterValue,
            string.Join(", ", properties.Select(p => p.Name))
        );
        return tables.Prepend(all);
    }

    /// <summary>What a property could be set to, as code; null for what only the user knows.</summary>
    private static IEnumerable<string?> Values(
        QlikDataSourceProperty property,
        bool isChange,
        IReadOnlyDictionary<string, object?>? current,
        bool isNamed
    ) =>
        isNamed && property.AllowedValues.Count > 0 ? property.AllowedValues.Select(v => (string?)Text(v))
        : !isChange || property.IsSecret ? [Sample(property)]
        : [current is not null && current.TryGetValue(property.Name, out var value) ? Known(property.Name, value) : null];

    /// <summary>The current value; null if it cannot be written in a line, or must not be shown.</summary>
    private static string? Known(string name, object? value) =>
        value switch
        {
            _ when PropertySecrets.Holds(name, value) => null,
            bool flag => flag ? "$true" : "$false",
            string text => SessionCompleter.IsTypable(text) ? Text(text) : null,
            IConvertible number => Convert.ToString(number, CultureInfo.InvariantCulture),
            _ => null,
        };

    private static string Table(IEnumerable<string> items) => "@{ " + string.Join("; ", items) + " }";

    private static string Item(QlikDataSourceProperty property, string value) => $"{Key(property.Name)} = {value}";

    private static string Key(string name) => name.All(c => char.IsLetterOrDigit(c) || c == '_') ? name : Text(name);

    /// <summary>A placeholder of the right type.</summary>
    private static string Sample(QlikDataSourceProperty property) =>
        property switch
        {
            { Type: "array" } => "@()",
            { IsSecret: true } => "(Read-Host -AsSecureString)",
            { Type: "boolean" } => property.Default is true ? "$true" : "$false",
            { Type: "integer" or "number", Default: null or long or double } => Convert.ToString(
                property.Default ?? 0,
                CultureInfo.InvariantCulture
            )!,
            _ => Text($"{property.Default}"),
        };

    /// <summary>Text from a server is quoted on the command line, never code.</summary>
    internal static string Text(string text) => "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";
}

using System.Management.Automation;
using System.Management.Automation.Language;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// Completes a table of properties: first all properties, then each alone. PowerShell calls completers only before the opening brace, not
/// for the keys after it.
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

    internal override IEnumerable<CompletionResult> Results(DataSourceSpecification specification, string word)
    {
        var properties = specification
            .Properties.Where(p => !WithOwnParameter.Contains(p.Name) && SessionCompleter.IsTypable(p.Name + p.Default))
            .ToArray();
        if (properties.Length == 0 || word is not ("" or "@"))
        {
            return [];
        }

        var all = new CompletionResult(
            Table(properties),
            QlikFailure.Message(nameof(Strings.AllPropertiesOf), specification.DataSourceId),
            CompletionResultType.ParameterValue,
            string.Join(", ", properties.Select(p => p.Name))
        );
        return properties
            .Select(p => new CompletionResult(Table([p]), p.Name, CompletionResultType.ParameterValue, ToolTip(p)))
            .Prepend(all);
    }

    private static string Table(IReadOnlyList<QlikDataSourceProperty> properties) =>
        "@{ " + string.Join("; ", properties.Select(Item)) + " }";

    private static string Item(QlikDataSourceProperty property) => $"{Key(property.Name)} = {Sample(property)}";

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
                System.Globalization.CultureInfo.InvariantCulture
            )!,
            _ => Text($"{property.Default}"),
        };

    /// <summary>Text from a server is quoted on the command line, never code.</summary>
    internal static string Text(string text) => "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";
}

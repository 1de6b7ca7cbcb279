using QlikConnections.Client;
using QlikConnections.Client.Statements;

namespace QlikConnections.Commands;

/// <summary>Describes a creation, with its values except secrets, for -WhatIf and -Confirm.</summary>
internal static class CreationText
{
    /// <summary>The words in their sentence.</summary>
    /// <param name="plan">The creation.</param>
    /// <param name="sentence">The sentence, with {0} for the words.</param>
    public static string Of(CreationPlan plan, string sentence)
    {
        var definition = plan.Definition;
        var parts = new List<string> { Sentence.Quote(definition.DataSourceId ?? definition.Type ?? "") };
        void Add(string text, string what)
        {
            if (what.Length > 0)
            {
                parts.Add(QlikFailure.Message(text, what));
            }
        }

        Add(nameof(Strings.ActionNewCopy), plan.Model?.Name ?? "");
        Add(nameof(Strings.ActionNewStatement), ConnectStatement.Show(definition.ConnectionString));
        Add(
            nameof(Strings.ActionNewProperties),
            string.Join(
                ", ",
                definition.Properties.OrderBy(p => p.Key, StringComparer.OrdinalIgnoreCase).Select(p => Shown(p, plan.Gateway))
            )
        );
        Add(nameof(Strings.ActionNewTags), string.Join(", ", definition.Tags));
        Add(
            nameof(Strings.ActionNewCustom),
            string.Join(
                ", ",
                definition
                    .CustomProperties.OrderBy(p => p.Key, StringComparer.OrdinalIgnoreCase)
                    .Select(p => $"{p.Key} = {string.Join(" + ", p.Value)}")
            )
        );
        Add(nameof(Strings.ActionNewArchitecture), definition.Architecture is { } bits and not QlikArchitecture.Undefined ? $"{bits}" : "");
        Add(nameof(Strings.ActionNewLogOn), definition.LogOn is QlikLogOn.CurrentUser ? $"{definition.LogOn}" : "");
        Add(nameof(Strings.ActionNewOwner), definition.Owner?.Subject ?? definition.Owner?.Name ?? "");
        Add(nameof(Strings.ActionNewCredential), definition.Credential is null ? "" : definition.Name);
        Add(nameof(Strings.ActionNewCredentialSet), $"{definition.CredentialId:D}");
        Add(nameof(Strings.ActionNewSecret), definition.ConnectionSecret is null ? "" : definition.Name);
        // Each part is without secrets. Together they would be read as one statement, in which words become secrets.
        return sentence.Replace("{0}", string.Join("; ", parts));
    }

    private static string Shown(KeyValuePair<string, object?> property, string? gateway)
    {
        if (gateway is not null && property.Key is CredentialProperty.Gateway or CredentialProperty.Agent)
        {
            return $"{property.Key} = {gateway}";
        }

        var isSecret = PropertySecrets.IsSecret(property.Key, property.Value);
        return $"{property.Key} = {(isSecret ? ConnectStatement.Hidden : PropertySecrets.ShowAny(property.Key, property.Value))}";
    }
}

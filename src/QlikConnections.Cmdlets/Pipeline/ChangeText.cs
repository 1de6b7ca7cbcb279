using QlikConnections.Client;
using QlikConnections.Client.Statements;

namespace QlikConnections.Commands;

/// <summary>Describes a change with old and new values, for -WhatIf and -Confirm. For a secret it shows only that it changes.</summary>
internal sealed class ChangeText
{
    private readonly List<string> _parts = [];

    private ChangeText()
    {
    }

    /// <summary>The words.</summary>
    /// <param name="plan">The change.</param>
    /// <param name="credentialName">The name of the credential to link; null when there is none or it is not known.</param>
    /// <param name="sentence">The sentence around the words.</param>
    public static string Of(ChangePlan plan, string? credentialName, string sentence = nameof(Strings.ActionSet))
    {
        var text = new ChangeText();
        text.AddMetadata(plan.Current, plan.Change, credentialName);
        text.AddClientManaged(plan.Current, plan.Change);
        text.AddProperties(plan.Current, plan.Change);
        text.AddSecrets(plan.Current, plan.Change);
        return QlikFailure.Message(sentence, string.Join(", ", text._parts));
    }

    private void AddMetadata(QlikDataConnection current, DataConnectionChange change, string? credentialName)
    {
        Add(Strings.MemberName, current.Name, change.Name);
        Add(Strings.MemberOwner, current.OwnerName ?? current.OwnerId, change.Owner?.Name);
        Add(Strings.MemberSpace, current.SpaceName ?? current.SpaceId, change.Space?.Name);
        AddTags(current, change);
        if (change.ConnectionString is not null)
        {
            // A connect statement should not contain credentials, but users put them there.
            AddStatement(ConnectStatement.Show(current.ConnectionString), ConnectStatement.Show(change.ConnectionString));
        }

        Add(
            Strings.MemberCredentialId,
            current.CredentialId,
            credentialName is null ? change.CredentialId : $"{change.CredentialId} ({credentialName})"
        );
    }

    /// <summary>Statements that look the same differ in a secret.</summary>
    private void AddStatement(string before, string after)
    {
        if (before == after)
        {
            AddSecret(Strings.MemberStatement);
            return;
        }

        (before, after) = TextDifference.Of(before, after);
        Add(Strings.MemberStatement, before, after);
    }

    private void AddTags(QlikDataConnection current, DataConnectionChange change)
    {
        var tags = change.Tags ?? current.Tags;
        var changes = tags
            .Except(current.Tags, StringComparer.Ordinal)
            .Select(t => QlikFailure.Message(nameof(Strings.ActionSetAdd), t))
            .Concat(current.Tags.Except(tags, StringComparer.Ordinal).Select(t => QlikFailure.Message(nameof(Strings.ActionSetRemove), t)))
            .ToArray();
        if (changes.Length > 0)
        {
            _parts.Add(QlikFailure.Message(nameof(Strings.ActionSetTags), string.Join(", ", changes)));
        }
    }

    private void AddClientManaged(QlikDataConnection current, DataConnectionChange change)
    {
        Add(Strings.MemberType, current.Type, change.Type);
        Add(Strings.MemberArchitecture, current.Architecture, change.Architecture);
        Add(Strings.MemberLogOn, current.LogOn, change.LogOn);
        var custom = change.CustomProperties ?? new Dictionary<string, IReadOnlyList<string>>();
        foreach (var property in custom.OrderBy(p => p.Key, StringComparer.OrdinalIgnoreCase))
        {
            var before = current.CustomProperties.TryGetValue(property.Key, out var values) ? string.Join(", ", values) : "";
            Add(property.Key, before, string.Join(", ", property.Value));
        }
    }

    private void AddProperties(QlikDataConnection current, DataConnectionChange change)
    {
        foreach (
            var property in (change.Properties ?? new Dictionary<string, object?>()).OrderBy(p => p.Key, StringComparer.OrdinalIgnoreCase)
        )
        {
            object? before = null;
            _ = current.Properties?.TryGetValue(property.Key, out before);
            if (property.Key == CredentialProperty.Separate)
            {
                before = current.SeparateCredentials;
            }

            if (property.Value is null)
            {
                _parts.Add(QlikFailure.Message(nameof(Strings.ActionSetRemoved), property.Key));
            }
            else if (PropertySecrets.IsSecret(property.Key, property.Value))
            {
                AddSecret(property.Key);
            }
            else if (PropertyValues.IsHidden(property.Key, property.Value))
            {
                // Its previous value cannot be read.
                var value = PropertySecrets.ShowAny(property.Key, property.Value);
                _parts.Add(QlikFailure.Message(nameof(Strings.ActionSetUnseen), property.Key, value));
            }
            else
            {
                Add(property.Key, PropertySecrets.ShowAny(property.Key, before), PropertySecrets.ShowAny(property.Key, property.Value));
            }
        }
    }

    private void AddSecrets(QlikDataConnection current, DataConnectionChange change)
    {
        if (change.ClearCredential)
        {
            Add(Strings.MemberCredential, current.UserName, "");
        }

        if (change.Credential is not null)
        {
            AddSecret(Strings.MemberCredential);
        }

        if (change.ConnectionSecret is not null)
        {
            AddSecret(Strings.MemberConnectionSecret);
        }

        if (change.ClearConnectionSecret)
        {
            _parts.Add(QlikFailure.Message(nameof(Strings.ActionSetRemoved), Strings.MemberConnectionSecret));
        }

        if (change.AuthCode is not null)
        {
            AddSecret(Strings.MemberAuthCode);
        }
    }

    private void Add(string what, object? from, object? to)
    {
        if (to is not null)
        {
            _parts.Add(QlikFailure.Message(nameof(Strings.ActionSetItem), what, $"{from}", $"{to}"));
        }
    }

    private void AddSecret(string what) => _parts.Add(QlikFailure.Message(nameof(Strings.ActionSetSecret), what));
}

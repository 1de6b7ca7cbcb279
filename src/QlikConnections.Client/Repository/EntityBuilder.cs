using System.Net;
using System.Text.Json.Nodes;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>Converts a change to members of an entity. Names are resolved first: an unknown tag or property is an error before anything is
/// sent.</summary>
internal sealed class EntityBuilder(NamedEntities tags, NamedEntities definitions)
{
    /// <summary>The members of a new connection: only values from the user.</summary>
    public async Task<EntityEdit> NewAsync(DataConnectionDefinition definition, CancellationToken cancellationToken) => new EntityEdit()
        .With("name", definition.Name)
        .With("connectionstring", definition.ConnectionString)
        .With("type", definition.Type)
        .With("architecture", Number(definition.Architecture))
        .With("logOn", Number(definition.LogOn))
        .With("username", definition.Credential?.UserName)
        .With("password", Password(definition.Credential))
        .With("owner", Owner(definition.Owner))
        .With("tags", definition.Tags.Count == 0 ? null : await TagsAsync(definition.Tags, cancellationToken).ConfigureAwait(false))
        .With(await PropertiesAsync(definition.CustomProperties, cancellationToken).ConfigureAwait(false));

    /// <summary>The members that a change touches.</summary>
    public async Task<EntityEdit> ChangeAsync(DataConnectionChange change, CancellationToken cancellationToken) => new EntityEdit()
        .With("name", change.Name)
        .With("connectionstring", change.ConnectionString)
        .With("type", change.Type)
        .With("architecture", Number(change.Architecture))
        .With("logOn", Number(change.LogOn))
        .With("username", change.ClearCredential ? "" : change.Credential?.UserName)
        .With("password", change.ClearCredential ? "" : Password(change.Credential))
        .With("owner", Owner(change.Owner))
        .With("tags", change.Tags is null ? null : await TagsAsync(change.Tags, cancellationToken).ConfigureAwait(false))
        .With(await PropertiesAsync(change.CustomProperties, cancellationToken).ConfigureAwait(false));

    /// <summary>Refuses tags, custom properties and values of them that the site does not have.</summary>
    /// <returns>The change as the site spells them.</returns>
    public async Task<DataConnectionChange> CheckAsync(DataConnectionChange change, CancellationToken cancellationToken)
    {
        var properties = await PropertiesAsync(change.CustomProperties, cancellationToken).ConfigureAwait(false);
        return change with
        {
            Tags = await SpelledAsync(change.Tags, cancellationToken).ConfigureAwait(false),
            AddTags = await SpelledAsync(change.AddTags, cancellationToken).ConfigureAwait(false),
            CustomProperties = change.CustomProperties is null
                ? null
                : properties.ToDictionary(p => p.Name, p => p.Values, StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>The custom properties, each with each of its values.</summary>
    public async Task<IReadOnlyList<(string Name, string Value)>> CustomPropertiesAsync(CancellationToken cancellationToken) =>
        [
            .. (await definitions.AllAsync(cancellationToken).ConfigureAwait(false)).SelectMany(d =>
                Choices(d).Select(c => (d.Text("name") ?? "", c))
            ),
        ];

    private async Task<IReadOnlyList<string>?> SpelledAsync(IReadOnlyList<string>? names, CancellationToken cancellationToken) =>
        names is null
            ? null
            : [.. (await tags.ResolveAsync(names, cancellationToken).ConfigureAwait(false)).Select(t => t.Text("name") ?? "")];

    private static string? Password(NetworkCredential? login) => login is null ? null : SecretText.Reveal(login.SecurePassword);

    private static JsonNode? Number(QlikArchitecture? architecture) =>
        architecture switch { null => null, QlikArchitecture.X86 => 1, QlikArchitecture.X64 => 2, _ => 0 };

    private static JsonNode? Number(QlikLogOn? logOn) => logOn switch { null => null, QlikLogOn.CurrentUser => 1, _ => 0 };

    /// <summary>The complete condensed user: an id alone is reported to work, but the published schema requires more ([qrs 18],
    /// row 24).</summary>
    private static JsonObject? Owner(QlikUser? owner)
    {
        if (owner is null)
        {
            return null;
        }

        var subject = (owner.Subject ?? "").Split(['\\'], 2);
        return new JsonObject
        {
            ["id"] = owner.Id,
            ["name"] = owner.Name,
            ["userDirectory"] = subject[0],
            ["userId"] = subject.Length > 1 ? subject[1] : "",
        };
    }

    /// <summary>Always a list, also for one tag: an object is refused.</summary>
    private async Task<JsonArray> TagsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        [
            .. (await tags.ResolveAsync(names, cancellationToken).ConfigureAwait(false))
                .Distinct()
                .Select(t => (JsonNode)new JsonObject { ["id"] = t.Text("id"), ["name"] = t.Text("name") }),
        ];

    private async Task<IEnumerable<CustomPropertyChange>> PropertiesAsync(
        IReadOnlyDictionary<string, IReadOnlyList<string>>? properties,
        CancellationToken cancellationToken
    )
    {
        var names = properties?.Keys.ToArray() ?? [];
        var found = await definitions.ResolveAsync(names, cancellationToken).ConfigureAwait(false);
        return
        [
            .. names.Select(
                (n, i) =>
                    new CustomPropertyChange(
                        found[i].Text("id") ?? "",
                        found[i].Text("name") ?? "",
                        [.. properties![n].Select(v => Choice(found[i], v))]
                    )
            ),
        ];
    }

    private static string[] Choices(JsonObject definition) =>
        [.. (definition["choiceValues"] as JsonArray ?? []).Select(c => c?.ToString() ?? "")];

    /// <summary>The value in the spelling of the definition.</summary>
    private static string Choice(JsonObject definition, string value)
    {
        var choices = Choices(definition);
        return Array.Find(choices, c => c.Equals(value, StringComparison.OrdinalIgnoreCase))
            ?? throw new QlikException(
                nameof(Strings.QlikCustomPropertyInvalid),
                QlikFailure.Message(nameof(Strings.QlikCustomPropertyInvalid), value, definition.Text("name"), string.Join(", ", choices)),
                QlikFailure.Message(nameof(Strings.CustomValueAdvice), value, definition.Text("name")));
    }
}

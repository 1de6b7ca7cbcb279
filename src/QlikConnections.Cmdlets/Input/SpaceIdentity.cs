using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Names a space, by id, by name, or by the object itself. <c>Personal</c> is the personal space.</summary>
public sealed class SpaceIdentity
{
    private readonly QlikSpace? _space;
    private readonly string? _id;

    /// <summary>A space by id or name.</summary>
    public SpaceIdentity(string idOrName) => Text = idOrName;

    /// <summary>A space by object.</summary>
    public SpaceIdentity(QlikSpace space)
    {
        _space = space;
        Text = space.Name;
    }

    /// <summary>A space from a file or a job: its Id, and its Name in a tenant that does not have the Id.</summary>
    public SpaceIdentity(PSObject row)
    {
        ConnectionReference.Require(row, nameof(QlikSpace), "space");
        _id = ConnectionReference.Property(row, "Id");
        Text = ConnectionReference.Property(row, "Name") ?? _id ?? throw ConnectionReference.WithoutIdentity(row);
    }

    /// <summary>What was given.</summary>
    public string Text { get; }

    /// <summary>The same for identities that name the same space of a tenant.</summary>
    internal string Key => $"{_id ?? _space?.Id}\n{Text}";

    /// <summary>Returns what was given.</summary>
    public override string ToString() => Text;

    /// <summary>The spaces that are meant: all whose names fit a pattern, otherwise one.</summary>
    internal async Task<IReadOnlyList<QlikSpace>> ResolveAllAsync(IDataConnectionClient client, CancellationToken cancellationToken)
    {
        if (_space is null && _id is null && WildcardPattern.ContainsWildcardCharacters(Text) && client.Spaces.Personal is { } personal)
        {
            var spaces = await client.Spaces.ListAsync(refresh: false, cancellationToken).ConfigureAwait(false);
            var pattern = WildcardText.Pattern(Text);
            if (!spaces.Any(s => s.Name.Equals(Text, StringComparison.OrdinalIgnoreCase)))
            {
                // A space that is missing from the list may fit.
                return spaces.Missing is { } partial ? throw partial : [.. spaces.Append(personal).Where(s => pattern.Fits(s.Name))];
            }
        }

        return [await ResolveAsync(client, cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>The space in the client's tenant. An object of another tenant is found by its name.</summary>
    internal async Task<QlikSpace> ResolveAsync(IDataConnectionClient client, CancellationToken cancellationToken)
    {
        if (_space is { } space && ReferenceEquals(space.Session, client.Session))
        {
            return space;
        }

        if (
            _id is not null
            && _id != Text
            && (await client.Spaces.ListAsync(refresh: false, cancellationToken).ConfigureAwait(false)).FirstOrDefault(s => s.Id == _id)
                is { } byId
        )
        {
            return byId;
        }

        return await client.Spaces.ResolveAsync(Text, cancellationToken).ConfigureAwait(false);
    }
}

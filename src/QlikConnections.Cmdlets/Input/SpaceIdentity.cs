using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Names a space, by id, by name, or by the object itself. <c>Personal</c> is the personal space.</summary>
public sealed class SpaceIdentity
{
    private readonly QlikSpace? _space;

    /// <summary>A space by id or name.</summary>
    public SpaceIdentity(string idOrName) => Text = idOrName;

    /// <summary>A space by object.</summary>
    public SpaceIdentity(QlikSpace space)
    {
        _space = space;
        Text = space.Name;
    }

    /// <summary>What was given.</summary>
    public string Text { get; }

    /// <summary>Returns what was given.</summary>
    public override string ToString() => Text;

    /// <summary>The space in the client's tenant. An object of another tenant counts by its name.</summary>
    internal Task<QlikSpace> ResolveAsync(IDataConnectionClient client, CancellationToken cancellationToken) =>
        _space is { } space && ReferenceEquals(space.Session, client.Session)
            ? Task.FromResult(space)
            : client.Spaces.ResolveAsync(Text, cancellationToken);
}

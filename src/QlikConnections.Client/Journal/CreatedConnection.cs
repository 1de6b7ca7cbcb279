using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Journal;

/// <summary>What a server made of a creation, as a journal holds it.</summary>
/// <param name="Id">The id.</param>
/// <param name="Statement">The connect statement; null if the response has none.</param>
/// <param name="Owner">The owner; null if the creation named one, or the response has none.</param>
internal sealed record class CreatedConnection(Guid Id, StoredStatement? Statement, NamedId? Owner)
{
    /// <summary>The connection of a response.</summary>
    public static CreatedConnection Of(QlikDataConnection created, DataConnectionDefinition definition) =>
        new(
            created.Id,
            (StoredStatement?)ConnectionMember.Present(created, ConnectionMember.Statement, GivenSecrets.Of(definition)),
            definition.Owner is null && created.OwnerId is not null
                ? (NamedId?)ConnectionMember.Present(created, ConnectionMember.Owner)
                : null
        );
}

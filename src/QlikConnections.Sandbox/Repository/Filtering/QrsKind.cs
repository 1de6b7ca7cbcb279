namespace QlikConnections.Sandbox.Repository.Filtering;

/// <summary>The type of a property in a filter: it decides operators and the spelling of literals [qrs 9.2, 9.3].</summary>
internal enum QrsKind
{
    Text,
    Id,
    Number,
    Flag,
    Date,
}

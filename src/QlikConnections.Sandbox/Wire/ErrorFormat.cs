namespace QlikConnections.Sandbox.Wire;

/// <summary>The services of Qlik Cloud do not agree on one error body; each route belongs to one of these families.</summary>
internal enum ErrorFormat
{
    Gateway,
    DataConnections,
    DataSources,
    Spaces,
    Users,
    OAuth,
}

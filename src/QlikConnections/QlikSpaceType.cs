namespace QlikConnections;

/// <summary>The kinds of space of a Qlik Cloud tenant (Qlik spaces reference, field <c>type</c>).</summary>
public enum QlikSpaceType
{
    /// <summary>A user's personal space. It has no object and no id on the server.</summary>
    Personal,

    /// <summary>A space for collaboration.</summary>
    Shared,

    /// <summary>A space for governed publishing.</summary>
    Managed,

    /// <summary>A space of Qlik Cloud Data Integration.</summary>
    Data,
}

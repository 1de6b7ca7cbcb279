namespace QlikConnections;

/// <summary>Whose account a connection uses (Qlik data-connections reference, field <c>qLogOn</c>: 0 and 1).</summary>
public enum QlikLogOn
{
    /// <summary>The account of the service.</summary>
    ServiceUser,

    /// <summary>The account of the signed-in user.</summary>
    CurrentUser,
}

namespace QlikConnections.Commands;

/// <summary>When the refresh token of a session is kept.</summary>
internal enum RememberMoment
{
    /// <summary>A person has just signed in, so that there must be a refresh token.</summary>
    Begin,

    /// <summary>During the session.</summary>
    Between,

    /// <summary>The session ends.</summary>
    End,
}

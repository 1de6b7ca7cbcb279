namespace QlikConnections;

/// <summary>How much a connection is in use.</summary>
public enum QlikUsageCategory
{
    /// <summary>A reload of the app used it.</summary>
    Used,

    /// <summary>Reloads of the app used it, the last one before the time that was asked about.</summary>
    NotSince,

    /// <summary>The script of the app names it, and no reload that the tenant remembers used it.</summary>
    OnlyInScript,

    /// <summary>No app uses it, of those that the caller can see.</summary>
    Never,

    /// <summary>The app uses a connection that does not exist, or that the caller cannot see.</summary>
    Missing,

    /// <summary>It is not known which connection the app uses.</summary>
    Unknown,
}

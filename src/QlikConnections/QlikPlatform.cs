namespace QlikConnections;

/// <summary>The two products that have data connections.</summary>
public enum QlikPlatform
{
    /// <summary>Qlik Cloud, reached through its REST API.</summary>
    Cloud,

    /// <summary>Client-managed Qlik Sense, reached through the Qlik Sense Repository Service (QRS).</summary>
    Repository,
}

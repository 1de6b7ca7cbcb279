namespace QlikConnections;

/// <summary>The two products that data connections live on.</summary>
public enum QlikPlatform
{
    /// <summary>Qlik Cloud, reached through its REST API.</summary>
    Cloud,

    /// <summary>Client-managed Qlik Sense, reached through the Qlik Sense Repository Service (QRS).</summary>
    Repository,
}

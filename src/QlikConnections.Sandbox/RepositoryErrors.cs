namespace QlikConnections.Sandbox;

/// <summary>The form of a repository's error responses. The published description and live servers disagree ([qrs 12.1]
/// and [qrs 18]).</summary>
public enum RepositoryErrors
{
    /// <summary>As seen on live servers: HTML-encoded JSON strings, plain text or no body at all; 403 for a wrong cross-site key.</summary>
    Live,

    /// <summary>As the published description promises: {"message": "…"}; 401 for a wrong cross-site key.</summary>
    Published,
}

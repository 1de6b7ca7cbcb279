namespace QlikConnections.Sandbox;

/// <summary>How a repository sandbox starts, and which of several documented behaviours it shows.</summary>
public sealed class RepositorySandboxOptions
{
    /// <summary>
    /// A file that keeps the state between runs: read when it exists, written after every change. Null: the state ends with
    /// the process. The file never contains a password, or anything that looks like a secret in a connection string.
    /// </summary>
    public string? StatePath { get; set; }

    /// <summary>The current time, for dates. Null: the system clock.</summary>
    public Func<DateTimeOffset>? Clock { get; set; }

    /// <summary>The name of the site: part of its address and of every id, so that two sites share no id.</summary>
    public string SiteName { get; set; } = "sandbox";

    /// <summary>Users, tags and custom properties only, no connections.</summary>
    public bool Empty { get; set; }

    /// <summary>The form of error responses.</summary>
    public RepositoryErrors Errors { get; set; }

    /// <summary>The status for a missing or wrong cross-site key. Null: 403, or 401 with <see cref="RepositoryErrors.Published"/>. One
    /// client reports 400.</summary>
    public int? KeyRefusalStatus { get; set; }

    /// <summary>
    /// Responses contain an encoded form of the password, as on some servers [qrs 8.4]. It is recognised when it is sent back
    /// for the same connection, and is a wrong password for any other.
    /// </summary>
    public bool EchoPasswords { get; set; }

    /// <summary>
    /// Refuses every modifiedDate that is not exactly the stored one. Default: only an older one, which is the exact rule [qrs 7].
    /// </summary>
    public bool ExactLock { get; set; }

    /// <summary>
    /// Ignores owner, tags and custom properties of a new connection, which the published description does not contain [qrs 4.4].
    /// </summary>
    public bool IgnoreReferencesOnCreate { get; set; }
}

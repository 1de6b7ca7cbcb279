namespace QlikConnections.Sandbox;

/// <summary>How a repository sandbox starts, and which of several documented behaviours it shows.</summary>
public sealed class RepositorySandboxOptions
{
    /// <summary>
    /// A file that keeps the state between runs: read when it exists, written after every change. Null: the state ends with
    /// the process. The file never holds a password, nor what looks like a secret inside a connection string.
    /// </summary>
    public string? StatePath { get; set; }

    /// <summary>The present time, for dates. Null: the system clock.</summary>
    public Func<DateTimeOffset>? Clock { get; set; }

    /// <summary>The name of the site: part of its address and of every id, so that two sites share no id.</summary>
    public string SiteName { get; set; } = "sandbox";

    /// <summary>Users, tags and custom properties only, no connections.</summary>
    public bool Empty { get; set; }

    /// <summary>The wording of refusals.</summary>
    public RepositoryErrors Errors { get; set; }

    /// <summary>The status for a missing or wrong cross-site key. Null: 403, or 401 with <see cref="RepositoryErrors.Published"/>. One
    /// client reports 400.</summary>
    public int? KeyRefusalStatus { get; set; }

    /// <summary>
    /// Answers carry an encoded form of the password, as some servers do (QRS fact sheet §8.4). The form is recognised when it
    /// comes back for the same connection, and is a wrong password anywhere else.
    /// </summary>
    public bool EchoPasswords { get; set; }

    /// <summary>
    /// Refuses every modifiedDate that is not exactly the stored one. Default: only one that is older, which is the precise
    /// form of the rule (QRS fact sheet §7).
    /// </summary>
    public bool ExactLock { get; set; }

    /// <summary>Ignores owner, tags and custom properties of a new connection, which the published description does not know (QRS fact
    /// sheet §4.4).</summary>
    public bool IgnoreReferencesOnCreate { get; set; }
}

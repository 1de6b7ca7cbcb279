using QlikConnections.Sandbox;

namespace SandboxServer;

/// <summary>How a host of a repository starts.</summary>
public sealed class RepositoryHostOptions
{
    /// <summary>The site to serve. Null: a freshly seeded one.</summary>
    public RepositorySandbox? Sandbox { get; init; }

    /// <summary>The site's certificates. Null: those that all hosts of the process share.</summary>
    public SiteCertificates? Certificates { get; init; }

    /// <summary>Those of the engine. Null: the site's.</summary>
    public SiteCertificates? EngineCertificates { get; init; }

    /// <summary>How long every response is held back, as a network would.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The header that the virtual proxy /hdr trusts.</summary>
    public string HeaderName { get; init; } = "X-Sandbox-User";

    /// <summary>The directory of the users in that header. Null: the header has it, as DIR\id.</summary>
    public string? HeaderDirectory { get; init; }

    /// <summary>Who is not signed in gets the login page with 200 at once, in place of a redirect to it.</summary>
    public bool LoginPageAtOnce { get; init; }

    /// <summary>Basic replaces NTLM and Negotiate, which need a domain.</summary>
    public bool BasicForWindows { get; init; }

    /// <summary>A proxy of before November 2024, whose web sockets need no token.</summary>
    public bool WithoutSocketToken { get; init; }

    /// <summary>How many sessions a user may have at a virtual proxy.</summary>
    public int SessionLimit { get; init; } = 5;

    /// <summary>The clock of the Date header, to be the sandbox's own. Null: the system clock.</summary>
    public Func<DateTimeOffset>? Clock { get; init; }
}

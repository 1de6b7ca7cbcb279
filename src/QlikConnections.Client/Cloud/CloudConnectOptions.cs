using System.Security;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Cloud;

/// <summary>How to sign in to a tenant.</summary>
public sealed record class CloudConnectOptions : ConnectOptions
{
    /// <summary>The tenant's root address, from <see cref="CloudAddress"/>.</summary>
    public required Uri Tenant { get; init; }

    /// <summary>An API key or access token; null to sign in with a client.</summary>
    public SecureString? Token { get; init; }

    /// <summary>The id of an OAuth machine-to-machine client; null to sign in with a token.</summary>
    public string? ClientId { get; init; }

    /// <summary>That client's secret.</summary>
    public SecureString? ClientSecret { get; init; }

    /// <summary>How a person signs in in their browser; null to sign in with a token or client.</summary>
    public BrowserSignInOptions? Browser { get; init; }

    /// <summary>The addresses to use.</summary>
    public QlikApiNamespace ApiNamespace { get; init; }

    /// <summary>The version of the API. <see cref="QlikDialect.Legacy"/> can be used with the classic addresses only.</summary>
    public QlikDialect Dialect { get; init; }
}

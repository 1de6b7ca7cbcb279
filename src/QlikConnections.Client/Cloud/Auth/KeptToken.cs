using System.Security;

namespace QlikConnections.Client.Cloud;

/// <summary>What was found where a refresh token is kept.</summary>
/// <param name="Token">The token; null if there is none.</param>
internal sealed record class KeptToken(SecureString? Token);

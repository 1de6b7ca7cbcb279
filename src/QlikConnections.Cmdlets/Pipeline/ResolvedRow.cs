using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>A row with the connections that it means.</summary>
/// <param name="Row">The row.</param>
/// <param name="Found">The connections, each with the client of its session.</param>
internal sealed record ResolvedRow(GatheredRow Row, IReadOnlyList<(IDataConnectionClient Client, QlikDataConnection Current)> Found);

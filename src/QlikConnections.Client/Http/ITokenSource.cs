namespace QlikConnections.Client.Http;

/// <summary>Where bearer tokens come from.</summary>
internal interface ITokenSource
{
    /// <summary>The token to send.</summary>
    ValueTask<string> GetAsync(CancellationToken cancellationToken);

    /// <summary>A new token after the server refused <paramref name="refused"/>; null when there is no other.</summary>
    ValueTask<string?> RenewAsync(string refused, CancellationToken cancellationToken);
}

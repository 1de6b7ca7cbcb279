using QlikConnections.Client;

namespace QlikConnections.Fuzz;

/// <summary>A platform: its correct responses, how to sign in, and its requests.</summary>
/// <param name="Name">What the page calls it.</param>
/// <param name="Right">The right body for method, path and body; empty for none.</param>
/// <param name="ConnectAsync">Signs in: to a handler in place of the network, or, without one, to a server at the address.</param>
/// <param name="Work">What is done, one piece per input. The first is the sign-in itself.</param>
internal sealed record class Platform(
    string Name,
    Func<HttpMethod, string, string, string> Right,
    Func<HttpMessageHandler?, Uri, CancellationToken, Task<IDataConnectionClient>> ConnectAsync,
    IReadOnlyList<(string Name, Func<IDataConnectionClient, CancellationToken, Task> DoAsync)> Work)
{
    /// <summary>The address that right responses name.</summary>
    public static readonly Uri Address = new("https://acme.example/");

    public static async Task DrainAsync<T>(IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        await foreach (var _ in items.WithCancellation(cancellationToken))
        {
        }
    }
}

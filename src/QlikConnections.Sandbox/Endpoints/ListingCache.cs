namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Keeps the listings of the current revision, so that all pages of a list have the same order.</summary>
internal sealed class ListingCache
{
    private const int Capacity = 16;

    private readonly Dictionary<string, Listing> _listings = [];
    private (long, long) _revision;

    public Listing Get((long, long) revision, string key, Func<Listing> build)
    {
        if (revision != _revision || _listings.Count >= Capacity)
        {
            _listings.Clear();
        }

        _revision = revision;
        if (!_listings.TryGetValue(key, out var listing))
        {
            _listings[key] = listing = build();
        }

        return listing;
    }
}

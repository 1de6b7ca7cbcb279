namespace QlikConnections.Sandbox.Wire;

/// <summary>The latest requests, oldest first. Bounded, so that a sandbox that stays open all day does not grow.</summary>
internal sealed class Journal
{
    private const int Capacity = 100_000;

    private readonly Queue<SandboxRequest> _requests = new();

    public void Add(SandboxRequest request)
    {
        lock (_requests)
        {
            if (_requests.Count == Capacity)
            {
                _requests.Dequeue();
            }

            _requests.Enqueue(request);
        }
    }

    public IReadOnlyList<SandboxRequest> Snapshot()
    {
        lock (_requests)
        {
            return _requests.ToArray();
        }
    }

    public void Clear()
    {
        lock (_requests)
        {
            _requests.Clear();
        }
    }
}

namespace QlikConnections.Benchmarks;

/// <summary>Ways of doing the same, and how many requests each makes.</summary>
internal sealed class Ways
{
    private readonly List<(string Name, Func<Task<Measure>> Measure)> _ways = [];

    /// <summary>Requests of one go, by way.</summary>
    public Dictionary<string, int> Requests { get; } = [];

    public void Add(string name, Func<Task<int>> work) => _ways.Add((name, () => Measure.OfAsync(work)));

    /// <summary>Work with a preparation, which is not timed.</summary>
    public void Add(string name, Func<Task> prepare, Func<Task<int>> work) => _ways.Add((name, () => PreparedAsync(prepare, work)));

    /// <summary>A step in PowerShell.</summary>
    public void Add(string name, Shell shell, string step, Func<string[]>? arguments = null) =>
        _ways.Add((name, () => shell.StepAsync(step, arguments?.Invoke() ?? [])));

    /// <summary>A step in PowerShell with a preparation outside it.</summary>
    public void Add(string name, Func<Task> prepare, Shell shell, string step) =>
        _ways.Add((name, () => PreparedAsync(prepare, shell, step)));

    /// <summary>A step of @qlik/api; nothing where it is not there.</summary>
    public void Add(string name, NodeClient? node, string step)
    {
        if (node is not null)
        {
            _ways.Add((name, () => node.StepAsync(step)));
        }
    }

    private static async Task<Measure> PreparedAsync(Func<Task> prepare, Func<Task<int>> work)
    {
        await prepare();
        return await Measure.OfAsync(work);
    }

    private static async Task<Measure> PreparedAsync(Func<Task> prepare, Shell shell, string step)
    {
        await prepare();
        return await shell.StepAsync(step, []);
    }

    public Comparison Compare(int objects) => new(objects, [.. _ways]);

    /// <summary>Lets each do it once more and counts.</summary>
    /// <param name="server">Who counts.</param>
    /// <param name="listed">True when a step in PowerShell lists before it changes; these requests are not of the change.</param>
    public Task<IReadOnlyDictionary<string, int>> CountAsync(Server server, bool listed = false) =>
        CountAsync(server, method => !listed || method != "GET");

    /// <summary>Lets each do it once more and counts.</summary>
    /// <param name="server">Who counts.</param>
    /// <param name="counts">Which methods count.</param>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync(Server server, Func<string, bool> counts)
    {
        foreach (var (name, measure) in _ways)
        {
            Requests[name] = await server.CountAsync(measure, counts);
        }

        return Requests;
    }
}

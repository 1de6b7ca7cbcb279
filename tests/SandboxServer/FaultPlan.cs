namespace SandboxServer;

/// <summary>The planned faults. The first that matches is used.</summary>
public sealed class FaultPlan
{
    private readonly List<(Fault Fault, int Left)> _faults = [];

    /// <summary>
    /// How many requests have got the fault so far. Those that were not processed are not in the sandbox's journal, so attempts are
    /// counted by both together.
    /// </summary>
    public int Applied { get; private set; }

    /// <summary>Plans a fault.</summary>
    public void Add(Fault fault)
    {
        lock (_faults)
        {
            _faults.Add((fault, fault.Times));
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (_faults)
        {
            _faults.Clear();
        }
    }

    internal Fault? Next(string method, string pathAndQuery)
    {
        lock (_faults)
        {
            var index = _faults.FindIndex(planned => planned.Left > 0 && planned.Fault.Match(method, pathAndQuery));
            if (index < 0)
            {
                return null;
            }

            (var fault, var left) = _faults[index];
            Applied++;
            if (left < int.MaxValue)
            {
                _faults[index] = (fault, left - 1);
            }

            return fault;
        }
    }
}

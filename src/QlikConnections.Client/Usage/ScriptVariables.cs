namespace QlikConnections.Client.Usage;

/// <summary>The variables of a load script while it is read: every value that they may have at a statement.</summary>
internal sealed class ScriptVariables(ScriptOutline outline)
{
    /// <summary>More values, or longer ones, are not followed.</summary>
    private const int MostTexts = 32;
    private const int LongestText = 1024;

    private readonly Dictionary<string, ScriptValue> _values = new(StringComparer.Ordinal);
    private readonly Stack<ScriptBranches> _branches = new();
    private readonly List<int> _loops = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private (int Start, int End)? _sub;
    private int _lastCall = -1;
    private int _lastFromElsewhere = -1;

    /// <summary>Assigns a variable.</summary>
    public void Set(string name, IReadOnlyList<string> texts, int at)
    {
        if (_branches.Count > 0)
        {
            _branches.Peek().Assigning(name, _values.TryGetValue(name, out var before) ? before : null);
        }

        _values[name] = new ScriptValue(Within(name, texts), at);
    }

    /// <summary>The values that a variable may have; itself as an expansion where it may have others.</summary>
    public IReadOnlyList<string> Get(string name)
    {
        _read.Add(name);
        if (!_values.TryGetValue(name, out var value))
        {
            return [Unknown(name)];
        }

        if (_sub is { } sub && (value.At < sub.Start || value.At > sub.End))
        {
            // A subroutine runs where it is called.
            return !outline.IsAssignedOnce(name) ? [Unknown(name)] : outline.RunsCodeFromElsewhere ? OrUnknown(name, value) : value.Texts;
        }

        return MayHaveOthers(name, value) ? OrUnknown(name, value) : value.Texts;
    }

    /// <summary>True if the variable has a value here.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>True if the value of the variable was asked for.</summary>
    public bool IsRead(string name) => _read.Contains(name);

    /// <summary>Begins the branches of an IF or SWITCH.</summary>
    public void Open(bool isSwitch = false) => _branches.Push(new ScriptBranches(isSwitch ? 0 : 1));

    /// <summary>Begins the next branch.</summary>
    public void Next(bool isElse)
    {
        if (_branches.Count > 0)
        {
            _branches.Peek().Next(_values, isElse);
        }
    }

    /// <summary>Ends the branches.</summary>
    public void Close(int at)
    {
        if (_branches.Count == 0)
        {
            return;
        }

        foreach (var merged in _branches.Pop().End(_values).ToArray())
        {
            Set(merged.Key, merged.Value, at);
        }
    }

    /// <summary>Begins the body of a loop.</summary>
    public void OpenLoop(int at)
    {
        _loops.Add(at);
        Open();
    }

    /// <summary>Ends the body of a loop.</summary>
    public void CloseLoop(int at)
    {
        if (_loops.Count > 0)
        {
            _loops.RemoveAt(_loops.Count - 1);
            Close(at);
        }
    }

    /// <summary>A subroutine is called, which may assign variables.</summary>
    public void Call(int at) => _lastCall = at;

    /// <summary>Code that is not in the script is run, which may assign every variable.</summary>
    public void RunFromElsewhere(int at) => _lastFromElsewhere = at;

    /// <summary>Begins the body of a subroutine, in which only values from inside, and those that never change, are known.</summary>
    public void OpenSub(int start, int end)
    {
        _sub = (start, end);
        _branches.Clear();
        _loops.Clear();
    }

    private static string Unknown(string name) => $"$({name})";

    private static IReadOnlyList<string> OrUnknown(string name, ScriptValue value) =>
        [.. value.Texts.Concat([Unknown(name)]).Distinct()];

    private static IReadOnlyList<string> Within(string name, IReadOnlyList<string> texts) =>
        texts.Count > MostTexts || texts.Any(t => t.Length > LongestText) ? [Unknown(name)] : texts;

    /// <summary>True if the value can come from elsewhere: from a subroutine or an included script that was run since, or from the round
    /// of a loop before.</summary>
    private bool MayHaveOthers(string name, ScriptValue value)
    {
        if (_lastFromElsewhere > value.At || (_lastCall > value.At && outline.IsAssignedInSub(name)))
        {
            return true;
        }

        var index = _loops.BinarySearch(value.At + 1);
        index = index < 0 ? ~index : index;
        return index < _loops.Count
            && outline.EndOf(_loops[index]) is { } end
            && outline.IsAssignedBetween(name, _loops[index], end);
    }
}

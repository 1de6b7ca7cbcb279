namespace QlikConnections.Client.Usage;

/// <summary>The branches of an IF or SWITCH, or the body of a loop, with the variables that are assigned in them.</summary>
/// <param name="branches">How many have begun: none between SWITCH and the first CASE.</param>
internal sealed class ScriptBranches(int branches)
{
    private readonly Dictionary<string, ScriptValue?> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ScriptValue>> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _branchesWith = new(StringComparer.Ordinal);
    private HashSet<string> _assigned = new(StringComparer.Ordinal);
    private int _branches = branches;
    private bool _hasElse;

    /// <summary>Notes the value that a variable had before the first assignment.</summary>
    public void Assigning(string name, ScriptValue? before)
    {
        _assigned.Add(name);
        if (!_before.ContainsKey(name))
        {
            _before[name] = before;
        }
    }

    /// <summary>Ends a branch; the next one begins with the values from before.</summary>
    public void Next(Dictionary<string, ScriptValue> values, bool isElse)
    {
        Keep(values);
        Restore(values, _assigned);
        _assigned = new HashSet<string>(StringComparer.Ordinal);
        _branches++;
        _hasElse |= isElse;
    }

    /// <summary>Ends the last branch.</summary>
    /// <returns>The variables with every value that they may have now.</returns>
    public IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> End(Dictionary<string, ScriptValue> values)
    {
        Keep(values);
        Restore(values, _before.Keys);
        foreach (var result in _results)
        {
            var isAlways = _hasElse && _branchesWith[result.Key] == _branches;
            var before = isAlways ? null : _before[result.Key];
            yield return new(result.Key, [.. result.Value.SelectMany(v => v.Texts).Concat(before?.Texts ?? []).Distinct()]);
        }
    }

    private void Restore(Dictionary<string, ScriptValue> values, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (_before[name] is { } before)
            {
                values[name] = before;
            }
            else
            {
                values.Remove(name);
            }
        }
    }

    private void Keep(Dictionary<string, ScriptValue> values)
    {
        foreach (var name in _assigned)
        {
            if (!values.TryGetValue(name, out var value))
            {
                continue;
            }

            if (!_results.TryGetValue(name, out var kept))
            {
                _results[name] = kept = [];
            }

            kept.Add(value);
            _branchesWith[name] = _branchesWith.TryGetValue(name, out var count) ? count + 1 : 1;
        }
    }
}

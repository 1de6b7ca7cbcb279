namespace QlikConnections.Client.Usage;

/// <summary>The calls of one subroutine: what each parameter may be.</summary>
internal sealed class ScriptCalls
{
    /// <summary>More texts are not followed.</summary>
    private const int MostTexts = 32;

    private readonly List<HashSet<string>> _arguments = [];
    private readonly List<int> _given = [];

    /// <summary>How many calls were read.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a call.</summary>
    public void Add(IReadOnlyList<IReadOnlyList<string>> arguments)
    {
        Count++;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (i == _arguments.Count)
            {
                _arguments.Add(new HashSet<string>(StringComparer.Ordinal));
                _given.Add(0);
            }

            _given[i]++;
            if (_arguments[i].Count <= MostTexts)
            {
                _arguments[i].UnionWith(arguments[i]);
            }
        }
    }

    /// <summary>What a parameter may be.</summary>
    /// <param name="index">Its position.</param>
    /// <param name="unknown">The text for what is not known.</param>
    /// <param name="isComplete">True if all calls were read.</param>
    public IReadOnlyList<string> Of(int index, string unknown, bool isComplete)
    {
        var texts = index < _arguments.Count ? _arguments[index] : [];
        var isKnown = isComplete && index < _given.Count && _given[index] == Count && texts.Count <= MostTexts;
        return isKnown ? [.. texts] : [.. texts.Take(MostTexts - 1), unknown];
    }
}

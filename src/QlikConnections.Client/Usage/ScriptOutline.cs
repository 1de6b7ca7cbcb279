namespace QlikConnections.Client.Usage;

/// <summary>Where a script assigns its variables, and where its loops and subroutines end.</summary>
internal sealed class ScriptOutline
{
    /// <summary>An include, or a call of a subroutine that is elsewhere, may assign any variable.</summary>
    private const string AnyVariable = "";

    private readonly Dictionary<string, List<int>> _assignments = new(StringComparer.Ordinal);
    private readonly HashSet<string> _assignedInSubs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _calls = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, int> _ends = [];
    private readonly HashSet<string> _subs = new(StringComparer.OrdinalIgnoreCase);

    public ScriptOutline(IReadOnlyList<ScriptStatement> statements)
    {
        var loops = new Stack<int>();
        var calls = new List<(string Sub, int At, bool IsInSub)>();
        int? sub = null;
        for (var i = 0; i < statements.Count; i++)
        {
            var statement = statements[i];
            if (statement.Head is "FOR" or "DO")
            {
                loops.Push(i);
            }
            else if (statement.Head is "NEXT" or "LOOP" && loops.Count > 0)
            {
                _ends[loops.Pop()] = i;
            }
            else if (statement.Head is "SUB")
            {
                sub = i;
                _subs.Add(NameAfterHead(statement) ?? "");
            }
            else if (IsEndOf(statement, "SUB") && sub is { } start)
            {
                _ends[start] = i;
                sub = null;
            }
            else if (statement.Head is "CALL" && NameAfterHead(statement) is { } called)
            {
                _calls[called] = _calls.TryGetValue(called, out var count) ? count + 1 : 1;
                calls.Add((called, i, sub is not null));
            }

            Note(AssignedName(statement), i, sub is not null);
            Note(Includes(statement) ? AnyVariable : null, i, sub is not null);
        }

        NoteCallsElsewhere(calls);
    }

    /// <summary>The name behind SUB or CALL.</summary>
    public static string? NameAfterHead(ScriptStatement statement) =>
        statement.Tokens.Count > 1 && statement.Tokens[1].Kind != ScriptTokenKind.Symbol ? statement.Tokens[1].Text : null;

    /// <summary>The variable that the statement assigns; null if it assigns none.</summary>
    public static string? AssignedName(ScriptStatement statement)
    {
        var tokens = statement.Tokens;
        if (statement.Head is "LET" or "SET")
        {
            var equals = FirstSymbol(tokens, '=');
            return equals > 0 ? tokens[equals - 1].Text : null;
        }

        return statement.Head != "FOR" || tokens.Count < 2 ? null
            : tokens[1].Is("EACH") ? tokens.ElementAtOrDefault(2)?.Text : tokens[1].Text;
    }

    /// <summary>The first symbol of the kind; -1 if there is none.</summary>
    public static int FirstSymbol(IReadOnlyList<ScriptToken> tokens, char symbol)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is(symbol))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>True for END IF, also as one word.</summary>
    public static bool IsEndOf(ScriptStatement statement, string what) =>
        statement.Head == "END" + what || (statement.Head == "END" && statement.Tokens.Count > 1 && statement.Tokens[1].Is(what));

    /// <summary>The statement that ends the loop or subroutine; null if it does not end.</summary>
    public int? EndOf(int start) => _ends.TryGetValue(start, out var end) ? end : null;

    /// <summary>True if a variable is assigned between two statements, or may be.</summary>
    public bool IsAssignedBetween(string name, int start, int end) =>
        HasPlaceBetween(name, start, end) || HasPlaceBetween(AnyVariable, start, end);

    private bool HasPlaceBetween(string name, int start, int end)
    {
        if (!_assignments.TryGetValue(name, out var places))
        {
            return false;
        }

        var index = places.BinarySearch(start + 1);
        index = index < 0 ? ~index : index;
        return index < places.Count && places[index] < end;
    }

    /// <summary>True if only one statement assigns the variable.</summary>
    public bool IsAssignedOnce(string name) => _assignments.TryGetValue(name, out var places) && places.Count == 1;

    /// <summary>True if code from elsewhere, which may assign every variable, is run somewhere.</summary>
    public bool RunsCodeFromElsewhere => _assignments.ContainsKey(AnyVariable);

    /// <summary>True if a subroutine assigns the variable, or may.</summary>
    public bool IsAssignedInSub(string name) => _assignedInSubs.Contains(name) || _assignedInSubs.Contains(AnyVariable);

    /// <summary>How often a subroutine is called.</summary>
    public int CallsOf(string sub) => _calls.TryGetValue(sub, out var count) ? count : 0;

    /// <summary>True if the script has the subroutine.</summary>
    public bool HasSub(string sub) => _subs.Contains(sub);

    private static bool Includes(ScriptStatement statement) =>
        statement.Tokens.Any(t => t.HasExpansion && ScriptIncludes.In(t.Text).Any());

    private void NoteCallsElsewhere(List<(string Sub, int At, bool IsInSub)> calls)
    {
        foreach (var (_, at, isInSub) in calls.Where(c => !_subs.Contains(c.Sub)))
        {
            Note(AnyVariable, at, isInSub);
        }

        if (_assignments.TryGetValue(AnyVariable, out var places))
        {
            places.Sort();
        }
    }

    private void Note(string? name, int at, bool isInSub)
    {
        if (name is null)
        {
            return;
        }

        if (!_assignments.TryGetValue(name, out var places))
        {
            _assignments[name] = places = [];
        }

        places.Add(at);
        if (isInSub)
        {
            _assignedInSubs.Add(name);
        }
    }
}

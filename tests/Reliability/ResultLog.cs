namespace QlikConnections.Reliability;

/// <summary>What the client said about each change, to be compared with what the server holds in the end.</summary>
internal sealed class ResultLog(IReadOnlyList<Guid> planted)
{
    private readonly List<(Func<IReadOnlyDictionary<Guid, QlikDataConnection>, bool> IsDone, string? ErrorId)> _changes = [];
    private readonly HashSet<string> _newNames = [];
    private readonly HashSet<Guid> _deleted = [];
    private int _rowsTwice;
    private int _rowsMissing;

    /// <summary>A list that was read to its end: each connection once.</summary>
    public void Listed(IReadOnlyList<QlikDataConnection> rows, IReadOnlyCollection<Guid> expected)
    {
        _rowsTwice += rows.Count - rows.Select(r => r.Id).Distinct().Count();
        _rowsMissing += expected.Except(rows.Select(r => r.Id)).Count();
    }

    public void Changed(Guid id, QlikException? failure, Func<QlikDataConnection, bool> isAsWished) =>
        _changes.Add((state => state.TryGetValue(id, out var now) && isAsWished(now), failure?.ErrorId));

    public void Deleted(Guid id, QlikException? failure)
    {
        _deleted.Add(id);
        _changes.Add((state => !state.ContainsKey(id), failure?.ErrorId));
    }

    public void Created(string name, Guid? id, QlikException? failure)
    {
        _newNames.Add(name);
        // A creation that failed is done all the same when the name is there.
        _changes.Add((state => id is { } made
            ? state.TryGetValue(made, out var now) && now.Name == name
            : state.Values.Any(c => c.Name == name), failure?.ErrorId));
    }

    public Outcome Close(IReadOnlyList<QlikDataConnection> final, int injected)
    {
        var state = final.ToDictionary(c => c.Id);
        int NotDoneThough(Func<string?, bool> said) => _changes.Count(c => said(c.ErrorId) && !c.IsDone(state));
        var lost = _rowsMissing + planted.Count(id => !state.ContainsKey(id) && !_deleted.Contains(id)) + NotDoneThough(e => e is null);
        var made = final.Count(c => !planted.Contains(c.Id));
        var doubled =
            _rowsTwice + made - final.Where(c => !planted.Contains(c.Id)).Select(c => c.Name).Where(_newNames.Contains).Distinct().Count();
        var misreported = _changes.Count(c => c.ErrorId is not (null or "QlikOutcomeUnknown") && c.IsDone(state));
        string[] reported =
        [
            .. _changes
                .Where(c => c.ErrorId is not null)
                .GroupBy(c => c.ErrorId!)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => $"{g.Count()} {g.Key}"),
        ];
        return new(
            injected,
            planted.Count + _newNames.Count,
            _changes.Count(c => c.ErrorId is null),
            reported.Length == 0 ? "none" : string.Join(", ", reported),
            lost,
            doubled,
            misreported
        );
    }
}

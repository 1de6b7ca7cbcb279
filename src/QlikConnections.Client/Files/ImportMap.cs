namespace QlikConnections.Client.Files;

/// <summary>Names of the server that an export is from, and what stands for them on the server that it is imported to.</summary>
/// <param name="names">The names. The entry of <see cref="All"/> stands for each name that has none.</param>
/// <param name="places">Where the entries are written, by their names, for messages; null if they are in no file.</param>
public sealed class ImportMap(IReadOnlyDictionary<string, string> names, IReadOnlyDictionary<string, string>? places = null)
{
    /// <summary>The key for every name without an entry.</summary>
    public const string All = "*";

    private readonly Dictionary<string, string> _names = Of(names);

    /// <summary>A map that leaves everything as it is.</summary>
    public static ImportMap None { get; } = new(new Dictionary<string, string>());

    /// <summary>What the map leads to.</summary>
    public IEnumerable<string> Targets => _names.Values.Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>What stands for the name: itself, if the map has nothing for it.</summary>
    public string this[string name] =>
        _names.TryGetValue(name, out var own) ? own
        : _names.TryGetValue(All, out var other) ? other
        : name;

    /// <summary>Looks up what the map leads to.</summary>
    /// <param name="look">Looks one name up.</param>
    /// <returns>What failed, with the places of the entries.</returns>
    public async Task<IReadOnlyList<QlikException>> FailuresAsync(Func<string, Task> look)
    {
        var failures = new List<QlikException>();
        foreach (var target in Targets.Where(t => t.Length > 0))
        {
            try
            {
                await look(target).ConfigureAwait(false);
            }
            catch (QlikException failure) when (!failure.EndsCommand())
            {
                failures.Add(PlaceOf(target) is { } place ? failure.With($"{place}: {failure.Message}") : failure);
            }
        }

        return failures;
    }

    /// <summary>Refuses all maps together, with everything that failed.</summary>
    /// <exception cref="QlikException">Something did.</exception>
    public static void Refuse(IReadOnlyList<QlikException> failures)
    {
        if (failures.Count > 0)
        {
            throw failures.Count == 1 ? failures[0] : failures[0].With(string.Join(" ", failures.Select(f => f.Message)));
        }
    }

    private string? PlaceOf(string target) =>
        places is null ? null
            : _names.Where(n => n.Value.Equals(target, StringComparison.OrdinalIgnoreCase))
                .Select(n => places.TryGetValue(n.Key, out var place) ? place : null)
                .FirstOrDefault(p => p is not null);

    /// <summary>The entries that fit none of the names.</summary>
    public IReadOnlyList<string> Unused(IEnumerable<string?> names)
    {
        var known = new HashSet<string?>(names, StringComparer.OrdinalIgnoreCase) { All };
        return [.. _names.Keys.Where(n => !known.Contains(n)).OrderBy(n => n, StringComparer.Ordinal)];
    }

    /// <summary>The entry for the name; null if there is none.</summary>
    public string? Own(string name) => _names.TryGetValue(name, out var own) ? own : null;

    /// <summary>True if the map says what stands for the name.</summary>
    public bool Has(string name) => _names.ContainsKey(name) || _names.ContainsKey(All);

    /// <summary>A connection with the names and values that stand for its own, where these are names only.</summary>
    public static PortableConnection Apply(PortableConnection connection, ImportMap spaces, ImportMap owners, ImportPropertyMap properties)
    {
        var space = spaces[connection.Space ?? Strings.PersonalSpaceName];
        var isPersonal = space.Length == 0 || space.Equals(Strings.PersonalSpaceName, StringComparison.OrdinalIgnoreCase);
        return properties.Apply(connection) with
        {
            Space = isPersonal || connection.Platform == QlikPlatform.Repository ? null : space,
            Owner = connection.Owner is { } owner && owners[owner] is { Length: > 0 } other ? other : null,
        };
    }

    private static Dictionary<string, string> Of(IReadOnlyDictionary<string, string> names)
    {
        var copy = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            copy[name.Key.Trim()] = name.Value.Trim();
        }

        return copy;
    }
}

using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>A cmdlet that works on what exists: objects and rows from the pipeline, names, or ids.</summary>
public abstract class ItemCmdlet : SessionCmdlet
{
    internal const string ByObject = "ByObject";
    internal const string ByName = "ByName";
    internal const string ById = "ById";

    /// <summary>Objects, their deserialised form, rows with an Id or Name, ids, or names.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The position of the present item in the input, from 1.</summary>
    internal int Position { get; private set; }

    /// <summary>Does something with each item of the input. What fails with one does not keep the others from being done.</summary>
    /// <param name="names">The names that were given.</param>
    /// <param name="byName">Reads a name.</param>
    /// <param name="ids">The ids that were given.</param>
    /// <param name="byId">Reads an id.</param>
    /// <param name="from">Reads an object.</param>
    /// <param name="act">Takes the item as it was given, and as it was read.</param>
    internal async Task ForEachItemAsync<T>(
        string[] names, Func<string, T> byName, Guid[] ids, Func<Guid, T> byId, Func<PSObject?, T> from, Func<object?, T, Task> act)
    {
        var items = ParameterSetName switch
        {
            ByName => names.Select(n => ((object?)n, (Func<T>)(() => byName(n)))),
            ById => ids.Select(i => ((object?)i, (Func<T>)(() => byId(i)))),
            _ => (InputObject ?? [null]).Select(o => ((object?)o, (Func<T>)(() => from(o)))),
        };
        foreach (var (input, read) in items)
        {
            Position++;
            await TryAsync(input, () => act(input, read())).ConfigureAwait(false);
        }
    }
}

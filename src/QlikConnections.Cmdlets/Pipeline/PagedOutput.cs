using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>The output of a cmdlet, as -Skip, -First and -IncludeTotalCount ask for it.</summary>
/// <param name="asked">The parameters, with their values.</param>
/// <param name="emit">Takes the output.</param>
internal sealed class PagedOutput(PagingParameters asked, Action<object> emit)
{
    private readonly ulong _skip = asked.Skip;
    private readonly ulong _first = asked.First;
    private ulong _skipped;
    private ulong _emitted;

    /// <summary>True with -IncludeTotalCount.</summary>
    public bool WantsTotal { get; } = asked.IncludeTotalCount;

    /// <summary>True if there is nothing to emit any more.</summary>
    public bool IsFull => _emitted >= _first;

    /// <summary>-First 0 -IncludeTotalCount: the number, and nothing else.</summary>
    public bool IsCountOnly => WantsTotal && _first == 0;

    /// <summary>True without -First.</summary>
    public bool HasNoEnd => _first == ulong.MaxValue;

    /// <summary>True if none of the three parameters has a value.</summary>
    public bool IsWhole => HasNoEnd && _skip == 0 && !WantsTotal;

    /// <summary>A small -First does not need a full page, unless rows are also filtered here.</summary>
    /// <param name="isFiltered">True if rows of a page may be left out.</param>
    public int PageSize(bool isFiltered)
    {
        const ulong largest = DataConnectionQuery.LargestPage;
        return isFiltered || _first >= largest || _skip >= largest ? (int)largest : (int)Math.Min(largest, Math.Max(1, _first + _skip));
    }

    /// <summary>Emits an object, if its turn has come and the output is not full.</summary>
    /// <returns>True if it was emitted.</returns>
    public bool Emit(object value)
    {
        if (_skipped < _skip)
        {
            _skipped++;
            return false;
        }

        if (IsFull)
        {
            return false;
        }

        _emitted++;
        emit(value);
        return true;
    }

    /// <summary>Emits that the total is not known.</summary>
    public void EmitUnknownTotal() => emit(asked.NewTotalCount(0, 0.0));

    /// <summary>Emits the total before the rows of the first page, as PowerShell's paging requires.</summary>
    public void EmitTotal(long total, bool isExact) => emit(asked.NewTotalCount((ulong)total, isExact ? 1.0 : 0.5));
}

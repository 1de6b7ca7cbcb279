using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>
/// The ordered result of one query at one revision. Pages are cut by the position of the last row, not by offset, so that no row is skipped
/// if rows are deleted between two pages.
/// </summary>
internal sealed class Listing
{
    private readonly ListingOrder.Row[] _rows;
    private readonly ListingOrder _order;

    public Listing(IEnumerable<Connection> connections, ListingOrder order, IReadOnlyList<Space> dataFiles)
    {
        _order = order;
        _rows = [.. connections.Select(order.RowOf)];
        if (!order.IsCreation)
        {
            Array.Sort(_rows, order);
        }

        DataFiles = dataFiles;
    }

    public int Count => _rows.Length;

    /// <summary>Spaces whose data files are shown as pseudo connections; they always come last [cloud 2.1].</summary>
    public IReadOnlyList<Space> DataFiles { get; }

    public ListingOrder.Row this[int index] => _rows[index];

    /// <summary>The index of the first row after the given position.</summary>
    public int After(string key, long sequence)
    {
        var place = new ListingOrder.Row(key, sequence, null);
        var low = 0;
        for (var high = _rows.Length; low < high;)
        {
            var middle = low + (high - low) / 2;
            if (_order.Compare(_rows[middle], place) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}

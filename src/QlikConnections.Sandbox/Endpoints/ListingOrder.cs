using System.Globalization;
using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>The order of a paged list: a sort key and, among equals, the order of creation.</summary>
internal sealed class ListingOrder : IComparer<ListingOrder.Row>
{
    private readonly Func<Connection, string> _key;
    private readonly StringComparer _text;
    private readonly int _sign;

    private ListingOrder(Func<Connection, string> key, StringComparer text, bool descending)
    {
        _key = key;
        _text = text;
        _sign = descending ? -1 : 1;
    }

    /// <summary>Without sort: as created.</summary>
    public static ListingOrder Creation { get; } = new(_ => "", StringComparer.Ordinal, descending: false);

    public bool IsCreation => ReferenceEquals(this, Creation);

    /// <summary>
    /// Reads sort, caseinsensitive and locale. A sort without its sign is refused: an unencoded plus is received as a space [cloud 1.5],
    /// and reading it as ascending would hide the error.
    /// </summary>
    public static ListingOrder Parse(QueryString query, IReadOnlyList<string>? fields)
    {
        var ignoreCase = query.Flag("caseinsensitive");
        if (query.Text("sort") is not { } sort)
        {
            return Creation;
        }

        if (sort.Length < 2 || sort[0] is not ('+' or '-'))
        {
            throw Refusal.BadRequest("The query parameter sort must start with + or -");
        }

        if (fields?.Contains(sort.Substring(1)) == false)
        {
            throw Refusal.BadRequest($"The field '{sort.Substring(1)}' cannot be sorted by");
        }

        var text = ignoreCase ? StringComparer.Create(Culture(query.Text("locale") ?? "en"), ignoreCase: true) : StringComparer.Ordinal;
        return new(Key(sort.Substring(1)), text, sort[0] == '-');
    }

    public Row RowOf(Connection connection) => new(_key(connection), connection.Sequence, connection);

    public int Compare(Row x, Row y)
    {
        var order = _text.Compare(x.Key, y.Key) * _sign;
        return order != 0 ? order : x.Sequence.CompareTo(y.Sequence);
    }

    private static CultureInfo Culture(string locale)
    {
        try
        {
            return CultureInfo.GetCultureInfo(locale);
        }
        catch (CultureNotFoundException)
        {
            throw Refusal.BadRequest($"The locale '{locale}' is not known");
        }
    }

    // The v1 parameter is a free string [cloud 1.2]; the fields are those of the connectivity enum and the other filterable ones.
    private static Func<Connection, string> Key(string field) => field switch
    {
        "qName" => connection => connection.Name,
        "qType" => connection => connection.Type,
        "qID" or "_id" => connection => connection.Id,
        "datasourceID" => connection => connection.DatasourceId,
        "created" => connection => Timestamp.Print(connection.Created),
        "updated" => connection => Timestamp.Print(connection.Updated),
        _ => throw Refusal.BadRequest($"The field '{field}' cannot be sorted by"),
    };

    /// <summary>One row at its place in the order.</summary>
    internal readonly record struct Row(string Key, long Sequence, Connection? Connection);
}

using System.Globalization;
using System.Text.Json;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Endpoints;

/// <summary>Pages of spaces and users: cursors next and prev, always a limit [cloud 7.1, 8.1].</summary>
internal sealed class ResourcePage<T>
{
    private readonly Call _call;
    private readonly IReadOnlyList<T> _all;
    private readonly string _identity;
    private readonly int _first;
    private readonly int _limit;

    public ResourcePage(Call call, IReadOnlyList<T> all, int defaultLimit, string bodyFilter = "")
    {
        _call = call;
        _all = all;
        _limit = call.Query.Number("limit", 1, 100) ?? defaultLimit;
        _identity = string.Join("\u001f", call.Caller.Id, call.Query.Identity("next", "prev", "limit"), bodyFilter);
        var next = call.Query.Text("next");
        var previous = call.Query.Text("prev");
        if (next is not null && previous is not null)
        {
            throw Refusal.BadRequest("Give either next or prev");
        }
        // prev contains the end of the page, so that pages of any size can be read backwards without a gap.
        _first = previous is not null ? Math.Max(0, Index(previous) - _limit) : next is not null ? Index(next) : 0;
    }

    public int Total => _all.Count;

    public void WriteData(Utf8JsonWriter json, Action<T> write)
    {
        json.WriteStartArray("data");
        for (var i = _first; i < Math.Min(_first + _limit, _all.Count); i++)
        {
            write(_all[i]);
        }

        json.WriteEndArray();
    }

    /// <summary>prev has an empty link on the first page, as in Qlik's responses [cloud 1.4].</summary>
    public void WriteLinks(Utf8JsonWriter json)
    {
        json.WriteStartObject("links");
        WriteLink(json, "self", _call.SelfLink);
        if (_first + _limit < _all.Count)
        {
            WriteLink(json, "next", _call.NextLink("next", "prev", Seal(_first + _limit)));
        }

        WriteLink(json, "prev", _first > 0 ? _call.NextLink("prev", "next", Seal(_first)) : null);
        json.WriteEndObject();
    }

    private static void WriteLink(Utf8JsonWriter json, string name, string? href)
    {
        json.WriteStartObject(name);
        json.WriteString("href", href);
        json.WriteEndObject();
    }

    private string Seal(int index) => Cursor.Seal(_identity, index.ToString(CultureInfo.InvariantCulture));

    private int Index(string cursor) => int.Parse(Cursor.Open(_identity, cursor, 1)[0], CultureInfo.InvariantCulture);
}

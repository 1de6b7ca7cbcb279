using System.Globalization;
using System.Text.RegularExpressions;

namespace QlikConnections.Reliability;

/// <summary>
/// Names a request alike in every run: what the server draws again each time, ids of new connections and cursors of pages, is numbered as
/// it
/// first appears. New connections are made, and pages read, one after another.
/// </summary>
internal sealed partial class StableAddress(TestServer testServer)
{
    private readonly Dictionary<string, int> _numbers = [];

    public string Of(string path) => Drawn().Replace(path, match =>
        Guid.TryParse(match.Value, out var id) && testServer.Planted.Contains(id) ? match.Value : Number(match.Value));

    [GeneratedRegex("(?<=[?&]page=)[^&]*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Drawn();

    private string Number(string text)
    {
        if (!_numbers.TryGetValue(text, out var number))
        {
            _numbers[text] = number = _numbers.Count;
        }

        return number.ToString(CultureInfo.InvariantCulture);
    }
}

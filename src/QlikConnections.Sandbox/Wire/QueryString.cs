using System.Globalization;
using System.Text;

namespace QlikConnections.Sandbox.Wire;

/// <summary>
/// The decoded query. A bare plus sign reads as a blank, as servers do [cloud 1.5], so that a sort that was not
/// encoded is noticed.
/// </summary>
internal sealed class QueryString
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];
    private readonly StringComparison _names;

    /// <param name="uri">The address of the request.</param>
    /// <param name="names">How names are compared: Qlik Cloud is case-sensitive, the repository is not.</param>
    public QueryString(Uri uri, StringComparison names = StringComparison.Ordinal)
        : this(uri.Query.TrimStart('?')) => _names = names;

    /// <summary>Also reads a form body, which has the same syntax.</summary>
    public QueryString(string encoded)
    {
        _names = StringComparison.Ordinal;
        foreach (var part in encoded.Split('&'))
        {
            if (part.Length == 0)
            {
                continue;
            }

            var equals = part.IndexOf('=');
            var name = equals < 0 ? part : part.Substring(0, equals);
            var value = equals < 0 ? "" : part.Substring(equals + 1);
            _pairs.Add(new(Decode(name), Decode(value)));
        }
    }

    /// <summary>Whether a name has no value, like the rest of a text after an unencoded ampersand.</summary>
    public bool LacksValue => _pairs.Any(pair => pair.Value.Length == 0);

    /// <summary>The last value if a name is repeated; null if it is missing.</summary>
    public string? Text(string name)
    {
        for (var i = _pairs.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_pairs[i].Key, name, _names))
            {
                return _pairs[i].Value;
            }
        }
        return null;
    }

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw Refusal.BadRequest($"The query parameter {name} must be true or false"),
    };

    public int? Number(string name, int minimum, int maximum)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        throw Refusal.BadRequest($"The query parameter {name} must be a number from {minimum} to {maximum}");
    }

    /// <summary>The query with one parameter replaced or added: to create a next link from the current request.</summary>
    public string With(string name, string value, string? without = null)
    {
        var text = new StringBuilder("?");
        foreach (var pair in _pairs)
        {
            if (pair.Key != name && pair.Key != without)
            {
                text.Append(Uri.EscapeDataString(pair.Key)).Append('=').Append(Uri.EscapeDataString(pair.Value)).Append('&');
            }
        }
        return text.Append(name).Append('=').Append(Uri.EscapeDataString(value)).ToString();
    }

    /// <summary>Everything but the named parameters, as one text that identifies the query.</summary>
    public string Identity(params string[] except) =>
        string.Join("\u001f", _pairs.Where(pair => !except.Contains(pair.Key)).Select(pair => pair.Key + "=" + pair.Value));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

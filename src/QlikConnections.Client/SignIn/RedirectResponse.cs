namespace QlikConnections.Client.SignIn;

/// <summary>What a tenant tells the redirect address: a code, or why there is none.</summary>
/// <param name="Query">The query, as it arrived.</param>
/// <param name="State">The value that shows which sign-in it belongs to.</param>
/// <param name="HasCode">Whether it has a code.</param>
/// <param name="Error">The error of the standard, such as access_denied.</param>
/// <param name="Code">Qlik's own code of the error.</param>
/// <param name="Detail">The error in words.</param>
internal sealed record class RedirectResponse(string Query, string? State, bool HasCode, string? Error, string? Code, string? Detail)
{
    /// <summary>Reads the query of a redirect address; null if it has neither a code nor an error, or a value twice.</summary>
    public static RedirectResponse? Parse(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.TrimStart('?').Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Decoded(pair.Split('=')[0]);
            if (values.ContainsKey(name))
            {
                return null;
            }

            values[name] = Decoded(pair.Substring(Math.Min(pair.Length, pair.Split('=')[0].Length + 1)));
        }

        string? Value(string name) => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        var error = Value("error");
        return Value("code") is null == error is null
            ? null
            : new RedirectResponse(
                query,
                Value("state"),
                error is null,
                error,
                Value("error_code"),
                Value("error_detail") ?? Value("error_description")
            );
    }

    /// <summary>Reads what a person copies from a browser: the whole address, without its scheme as some browsers show it, or the
    /// query alone; also from the source of a page, and with quotes around it.</summary>
    /// <param name="text">What was pasted.</param>
    /// <param name="redirect">The redirect address.</param>
    /// <returns>Null if it is not the redirect address, or has neither a code nor an error.</returns>
    public static RedirectResponse? Pasted(string text, string redirect)
    {
        var address = text.Trim(' ', '\t', '\r', '\n', '"', '\'', '<', '>').Split('#')[0].Replace("&amp;", "&");
        var start = address.IndexOf('?');
        var place = start < 0 ? "" : address.Substring(0, start);
        return place.Length == 0
            || new[] { redirect, redirect.Substring("http://".Length) }.Contains(place, StringComparer.OrdinalIgnoreCase)
            ? Parse(address.Substring(start + 1))
            : null;
    }

    /// <summary>Without the code, which a record would show.</summary>
    public override string ToString() => nameof(RedirectResponse);

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

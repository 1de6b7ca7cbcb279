using System.Text.Json;
using System.Text.RegularExpressions;

namespace QlikConnections.Client.Tests;

/// <summary>
/// The names that were sent, by the place where they stood. Names below "connectionProperties" are data of the user, not names of the API.
/// </summary>
internal sealed partial class SentNames
{
    /// <summary>Methods with paths, in which an id is {id}.</summary>
    public SortedSet<string> Endpoints { get; } = new(StringComparer.Ordinal);

    /// <summary>Query parameters.</summary>
    public SortedSet<string> Query { get; } = new(StringComparer.Ordinal);

    /// <summary>Headers.</summary>
    public SortedSet<string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Members of bodies at any depth, and what a patch does and where.</summary>
    public SortedSet<string> Body { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes the names of a request.</summary>
    public void Add(string method, string pathAndQuery, IEnumerable<string> headers, string body)
    {
        var halves = pathAndQuery.Split('?', 2);
        Endpoints.Add($"{method} {Id().Replace(Uri.UnescapeDataString(halves[0]), "{id}")}");
        Query.UnionWith(halves.Skip(1).SelectMany(query => query.Split('&')).Select(parameter => parameter.Split('=')[0]));
        Headers.UnionWith(headers);
        if (body.StartsWith('{') || body.StartsWith('['))
        {
            using var document = JsonDocument.Parse(body);
            AddMembers(document.RootElement);
        }
        else
        {
            Body.UnionWith(body.Split('&').Where(field => field.Length > 0).Select(field => field.Split('=')[0]));
        }
    }

    /// <summary>Whether the page's name of an endpoint, parameter, header or member is among them.</summary>
    public bool Has(string name)
    {
        if (!name.Contains(" /", StringComparison.Ordinal))
        {
            return Query.Contains(name) || Headers.Contains(name) || Body.Contains(name);
        }

        // Sources give paths relative to a base of their own, with {names} of ids, and [parts] that may be missing.
        var path = Regex
            .Escape(name.Split(' ')[1])
            .Replace(@"\[", "(?:", StringComparison.Ordinal)
            .Replace("]", ")?", StringComparison.Ordinal);
        var pattern = new Regex($"^{name.Split(' ')[0]} .*{Placeholder().Replace(path, "[^/]+")}$");
        return Endpoints.Any(pattern.IsMatch);
    }

    private void AddMembers(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                AddMembers(item);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                Body.Add(member.Name);
                if (member.Name is "op" or "path")
                {
                    Body.Add(Id().Replace(member.Value.GetString()!, "{id}"));
                }

                if (member.Name != "connectionProperties")
                {
                    AddMembers(member.Value);
                }
            }
        }
    }

    [GeneratedRegex("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{24}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\\\{\w+}")]
    private static partial Regex Placeholder();
}

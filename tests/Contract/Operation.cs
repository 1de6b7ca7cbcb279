using System.Globalization;
using System.Text.Json;

namespace Contract;

/// <summary>One operation: method, path, what goes in and what may come out.</summary>
public sealed class Operation
{
    private const string PathParameter = "/{id}";

    private readonly JsonElement _responses;
    private readonly string _path;

    internal Operation(JsonElement json)
    {
        Id = json.GetProperty("id").GetString()!;
        Method = json.GetProperty("method").GetString()!;
        _path = json.GetProperty("path").GetString()!;
        Parameters = [.. json.GetProperty("parameters").EnumerateArray().Select(name => name.GetString()!)];
        Request = json.TryGetProperty("request", out var request) ? request.GetProperty("schema") : null;
        _responses = json.GetProperty("responses");
    }

    /// <summary>Its operationId.</summary>
    public string Id { get; }

    /// <summary>In capitals.</summary>
    public string Method { get; }

    /// <summary>The statuses that it declares.</summary>
    public IReadOnlyList<int> Statuses =>
        [.. _responses.EnumerateObject().Select(response => int.Parse(response.Name, CultureInfo.InvariantCulture))];

    internal IReadOnlyList<string> Parameters { get; }

    internal JsonElement? Request { get; }

    internal bool HasPathValue => _path.EndsWith(PathParameter, StringComparison.Ordinal);

    internal bool Matches(string path) => HasPathValue ? PathValue(path) is not null : path == _path;

    internal string? PathValue(string path)
    {
        var stem = _path[..^PathParameter.Length] + "/";
        return path.StartsWith(stem, StringComparison.Ordinal) && path.IndexOf('/', stem.Length) < 0 ? path[stem.Length..] : null;
    }

    internal bool TryGetAnswer(int status, out JsonElement schema) =>
        _responses.TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out schema);
}

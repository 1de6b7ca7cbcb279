using System.Text.Json;
using System.Web;

namespace Contract;

/// <summary>
/// A published description of an API, and what exchanges have been compared with it so far. A problem is one sentence; a good
/// exchange has none.
/// </summary>
public sealed class ApiContract
{
    private const string Resource = "qrs-data-connection.contract.json";

    private readonly JsonElement _parameters;
    private readonly JsonElement _keyHeader;
    private readonly SchemaCheck _schemas;
    private readonly string _basePath;
    private readonly HashSet<string> _seenOperations = [];

    private ApiContract(JsonElement contract)
    {
        _parameters = contract.GetProperty("parameters");
        _basePath = contract.GetProperty("basePath").GetString()!;
        _keyHeader = contract.GetProperty("security").GetProperty("xrfkey").GetProperty("name");
        _schemas = new(contract.GetProperty("schemas"), contract.GetProperty("deviations"));
        Operations = [.. contract.GetProperty("operations").EnumerateArray().Select(operation => new Operation(operation))];
        SecuritySchemes = [.. contract.GetProperty("security").EnumerateObject().Select(scheme => scheme.Name)];
        SchemaNames = [.. contract.GetProperty("schemas").EnumerateObject().Select(schema => schema.Name)];
    }

    /// <summary>The operations of the description.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>The names of its schemas.</summary>
    public IReadOnlyList<string> SchemaNames { get; }

    /// <summary>The names of its security schemes.</summary>
    public IReadOnlyList<string> SecuritySchemes { get; }

    /// <summary>The ids of operations with their statuses, such as "getDataConnection 200", that checked exchanges have shown.</summary>
    public IReadOnlyCollection<string> SeenOperations => _seenOperations;

    /// <summary>The names of schemas that something checked was of.</summary>
    public IReadOnlyCollection<string> SeenSchemas => _schemas.Seen;

    /// <summary>Data connections of the repository.</summary>
    public static ApiContract Load()
    {
        using var stream = typeof(ApiContract).Assembly.GetManifestResourceStream(Resource)!;
        using var document = JsonDocument.Parse(stream);
        return new(document.RootElement.Clone());
    }

    /// <summary>Whether the description knows anything at the path: other paths are not its matter.</summary>
    public bool Covers(Exchange exchange) => Find(exchange) is not null;

    /// <summary>Both halves. A request that was refused may well have been wrong, so then only the response counts.</summary>
    public IReadOnlyList<string> Check(Exchange exchange) =>
        exchange.Status >= 400 ? CheckAnswer(exchange) : [.. CheckRequest(exchange), .. CheckAnswer(exchange)];

    /// <summary>What is wrong with a request.</summary>
    public IReadOnlyList<string> CheckRequest(Exchange exchange)
    {
        if (Find(exchange) is not { } operation)
        {
            return [$"{exchange.Method} {exchange.Address.AbsolutePath} is not an operation"];
        }

        var problems = new List<string>();
        var query = HttpUtility.ParseQueryString(exchange.Address.Query);
        foreach (var reference in operation.Parameters)
        {
            var parameter = _parameters.GetProperty(reference);
            var name = parameter.GetProperty("name").GetString()!;
            var value = parameter.GetProperty("in").GetString() == "path" ? operation.PathValue(Below(exchange)) : query[name];
            if (value is not null)
            {
                SchemaCheck.CheckParameter(parameter.GetProperty("schema"), value, name, problems);
            }
            else if (parameter.GetProperty("required").GetBoolean())
            {
                problems.Add($"the parameter {name} is missing");
            }
        }
        CheckKey(exchange, query["Xrfkey"], problems);
        CheckBody(
            $"the request of {operation.Id}",
            operation.Request,
            exchange.RequestBody,
            exchange.RequestType,
            isAnswer: false,
            problems
        );
        return problems;
    }

    /// <summary>What is wrong with a response.</summary>
    public IReadOnlyList<string> CheckAnswer(Exchange exchange)
    {
        if (Find(exchange) is not { } operation)
        {
            return [$"{exchange.Method} {exchange.Address.AbsolutePath} is not an operation"];
        }

        if (!operation.TryGetAnswer(exchange.Status, out var schema))
        {
            return [$"{operation.Id} does not declare the status {exchange.Status}"];
        }

        _seenOperations.Add($"{operation.Id} {exchange.Status}");
        var problems = new List<string>();
        JsonElement? expected = schema.ValueKind == JsonValueKind.Null ? null : schema;
        CheckBody(
            $"the response of {operation.Id} {exchange.Status}",
            expected,
            exchange.AnswerBody,
            exchange.AnswerType,
            isAnswer: true,
            problems
        );
        return problems;
    }

    private void CheckKey(Exchange exchange, string? key, List<string> problems)
    {
        var name = _keyHeader.GetString()!;
        var header = exchange.RequestHeaders.FirstOrDefault(known => string.Equals(known.Key, name, StringComparison.OrdinalIgnoreCase));
        if (header.Value is null || header.Value != key)
        {
            problems.Add($"the header {name} is not the key of the query");
        }
    }

    private void CheckBody(string what, JsonElement? schema, string? body, string? type, bool isAnswer, List<string> problems)
    {
        var empty = string.IsNullOrEmpty(body);
        if (schema is not { } expected)
        {
            if (!empty)
            {
                problems.Add($"{what} must have no body");
            }
        }
        else if (empty || type != "application/json")
        {
            problems.Add($"{what} must have a body of application/json");
        }
        else
        {
            _schemas.CheckText(expected, body!, isAnswer, problems);
        }
    }

    private Operation? Find(Exchange exchange) => Operations
        .Where(operation => operation.Method == exchange.Method && operation.Matches(Below(exchange)))
        .MinBy(operation => operation.HasPathValue);

    /// <summary>The path below the base; a virtual-proxy prefix may stand before it.</summary>
    private string Below(Exchange exchange)
    {
        var path = exchange.Address.AbsolutePath;
        var start = path.IndexOf(_basePath + "/", StringComparison.Ordinal);
        return start < 0 ? path : path[(start + _basePath.Length)..];
    }
}

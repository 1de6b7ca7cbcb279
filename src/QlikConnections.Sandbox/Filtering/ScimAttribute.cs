namespace QlikConnections.Sandbox.Filtering;

/// <summary>One attribute that a filter may name: how to read it, and which operators the endpoint supports for it.</summary>
internal sealed class ScimAttribute<T>
{
    private static readonly string[] AllOperators = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"];
    private static readonly string[] TimeOperators = ["eq", "ne", "gt", "ge", "lt", "le", "pr"];

    private ScimAttribute(string name, IReadOnlyList<string> operators)
    {
        Name = name;
        Operators = operators;
    }

    public string Name { get; }

    public IReadOnlyList<string> Operators { get; }

    /// <summary>The values of a text attribute; none when it is unassigned, several when it is multi-valued.</summary>
    public Func<T, IEnumerable<string>>? Values { get; private init; }

    public Func<T, string?>? Value { get; private init; }

    public Func<T, DateTimeOffset>? Time { get; private init; }

    public static ScimAttribute<T> Text(string name, Func<T, string?> value, params string[] operators) =>
        new(name, operators.Length == 0 ? AllOperators : operators) { Value = value };

    public static ScimAttribute<T> MultiValued(string name, Func<T, IEnumerable<string>> values, params string[] operators) =>
        new(name, operators) { Values = values };

    public static ScimAttribute<T> Instant(string name, Func<T, DateTimeOffset> time) => new(name, TimeOperators) { Time = time };
}

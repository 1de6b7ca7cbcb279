using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository.Filtering;

/// <summary>One comparison of a filter as a predicate [qrs 9.2].</summary>
internal static class QrsComparison
{
    private static readonly string[] TextOperators = ["eq", "ne", "sw", "ew", "so"];
    private static readonly string[] OrderOperators = ["eq", "ne", "gt", "ge", "lt", "le"];
    private static readonly string[] EqualityOperators = ["eq", "ne"];

    public static Predicate<T> Of<T>(QrsProperty<T> property, string op, QrsLiteral literal, string expression)
    {
        if (!Operators(property.Kind).Contains(op))
        {
            throw Refusal.BadRequest($"The operator {op} cannot be used with the property {property.Name}: {expression}");
        }

        var values = property.Values;
        if (literal.IsNull)
        {
            return op switch
            {
                "eq" => row => !values(row).Any(),
                "ne" => row => values(row).Any(),
                _ => throw Refusal.BadRequest($"Only eq and ne can be used with null: {expression}"),
            };
        }
        var test = Test(op, literal.Read(property.Kind, expression));
        return property.Value is { } value ? row => test(value(row)) : row => values(row).Any(item => test(item));
    }

    /// <summary>Texts are compared without case.</summary>
    public static int Compare(object left, object right) =>
        left is string text ? StringComparer.OrdinalIgnoreCase.Compare(text, (string)right) : Comparer<object>.Default.Compare(left, right);

    private static string[] Operators(QrsKind kind) => kind switch
    {
        QrsKind.Text => TextOperators,
        QrsKind.Number or QrsKind.Date => OrderOperators,
        _ => EqualityOperators,
    };

    private static Predicate<object> Test(string op, object limit) => op switch
    {
        "eq" => value => Compare(value, limit) == 0,
        "ne" => value => Compare(value, limit) != 0,
        "gt" => value => Compare(value, limit) > 0,
        "ge" => value => Compare(value, limit) >= 0,
        "lt" => value => Compare(value, limit) < 0,
        "le" => value => Compare(value, limit) <= 0,
        "sw" => value => ((string)value).StartsWith((string)limit, StringComparison.OrdinalIgnoreCase),
        "ew" => value => ((string)value).EndsWith((string)limit, StringComparison.OrdinalIgnoreCase),
        _ => value => ((string)value).IndexOf((string)limit, StringComparison.OrdinalIgnoreCase) >= 0,
    };
}

using QlikConnections.Sandbox.Tenancy;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Filtering;

/// <summary>Single comparisons of a filter as predicates.</summary>
internal static class ScimComparison
{
    public static Predicate<T> Present<T>(ScimAttribute<T> attribute)
    {
        if (attribute.Time is not null)
        {
            return _ => true;
        }

        if (attribute.Values is { } values)
        {
            return row => values(row).Any();
        }

        var value = attribute.Value!;
        return row => value(row) is { Length: > 0 };
    }

    public static Predicate<T> Of<T>(ScimAttribute<T> attribute, string op, string literal)
    {
        if (attribute.Time is { } time)
        {
            return Instant(time, op, literal);
        }

        var test = Text(op, literal);
        if (attribute.Values is { } values)
        {
            return row => values(row).Any(value => test(value));
        }

        var single = attribute.Value!;
        // An unassigned attribute differs from every text, and matches no other comparison.
        return op == "ne" ? row => single(row) is not { } value || test(value) : row => single(row) is { } value && test(value);
    }

    private static Predicate<string> Text(string op, string literal) => op switch
    {
        "eq" => value => string.Equals(value, literal, StringComparison.OrdinalIgnoreCase),
        "ne" => value => !string.Equals(value, literal, StringComparison.OrdinalIgnoreCase),
        "co" => value => value.IndexOf(literal, StringComparison.OrdinalIgnoreCase) >= 0,
        "sw" => value => value.StartsWith(literal, StringComparison.OrdinalIgnoreCase),
        "ew" => value => value.EndsWith(literal, StringComparison.OrdinalIgnoreCase),
        "gt" => value => string.Compare(value, literal, StringComparison.OrdinalIgnoreCase) > 0,
        "ge" => value => string.Compare(value, literal, StringComparison.OrdinalIgnoreCase) >= 0,
        "lt" => value => string.Compare(value, literal, StringComparison.OrdinalIgnoreCase) < 0,
        _ => value => string.Compare(value, literal, StringComparison.OrdinalIgnoreCase) <= 0,
    };

    private static Predicate<T> Instant<T>(Func<T, DateTimeOffset> time, string op, string literal)
    {
        if (!Timestamp.TryParse(literal, out var limit))
        {
            throw Refusal.BadRequest($"'{literal}' is not a time in RFC 3339");
        }

        return op switch
        {
            "eq" => row => time(row) == limit,
            "ne" => row => time(row) != limit,
            "gt" => row => time(row) > limit,
            "ge" => row => time(row) >= limit,
            "lt" => row => time(row) < limit,
            _ => row => time(row) <= limit,
        };
    }
}

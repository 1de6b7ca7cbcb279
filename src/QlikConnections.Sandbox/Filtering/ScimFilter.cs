using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Filtering;

/// <summary>
/// A filter expression of RFC 7644 section 3.4.2.2, compiled to a predicate. "and" binds tighter than "or"; attribute names
/// and operators ignore case; text is compared without regard to case (caseExact false).
/// </summary>
internal sealed class ScimFilter<T>
{
    private const int DeepestNesting = 64;

    private readonly IReadOnlyList<ScimAttribute<T>> _attributes;
    private readonly ScimTokens _tokens;
    private readonly List<string> _comparedAttributes = [];
    private int _depth;

    private ScimFilter(string text, IReadOnlyList<ScimAttribute<T>> attributes)
    {
        _attributes = attributes;
        _tokens = new(text);
        Matches = Disjunction();
        if (_tokens.Current.Kind != ScimTokenKind.End)
        {
            throw _tokens.Bad("unexpected text after the expression");
        }
    }

    public Predicate<T> Matches { get; }

    /// <summary>The attribute of each comparison, in order: some endpoints limit how often one may appear.</summary>
    public IReadOnlyList<string> ComparedAttributes => _comparedAttributes;

    public static ScimFilter<T> Parse(string text, IReadOnlyList<ScimAttribute<T>> attributes) => new(text, attributes);

    private Predicate<T> Disjunction()
    {
        var left = Conjunction();
        while (_tokens.Current.Is("or"))
        {
            _tokens.Take();
            var first = left;
            var second = Conjunction();
            left = row => first(row) || second(row);
        }
        return left;
    }

    private Predicate<T> Conjunction()
    {
        var left = Term();
        while (_tokens.Current.Is("and"))
        {
            _tokens.Take();
            var first = left;
            var second = Term();
            left = row => first(row) && second(row);
        }
        return left;
    }

    private Predicate<T> Term()
    {
        if (_tokens.Current.Is("not"))
        {
            _tokens.Take();
            var negated = Group();
            return row => !negated(row);
        }
        return _tokens.Current.Kind == ScimTokenKind.Open ? Group() : Comparison();
    }

    private Predicate<T> Group()
    {
        if (_tokens.Take().Kind != ScimTokenKind.Open)
        {
            throw _tokens.Bad("an opening parenthesis is expected");
        }

        if (++_depth > DeepestNesting)
        {
            throw _tokens.Bad("too many nested parentheses");
        }

        var inner = Disjunction();
        _depth--;
        return _tokens.Take().Kind == ScimTokenKind.Close ? inner : throw _tokens.Bad("a closing parenthesis is missing");
    }

    private Predicate<T> Comparison()
    {
        var name = _tokens.Take();
        if (name.Kind != ScimTokenKind.Word)
        {
            throw _tokens.Bad("an attribute name is expected");
        }

        var attribute = _attributes.FirstOrDefault(a => string.Equals(a.Name, name.Text, StringComparison.OrdinalIgnoreCase))
            ?? throw Refusal.BadRequest($"The attribute '{name.Text}' cannot be filtered");
        _comparedAttributes.Add(attribute.Name);

        var word = _tokens.Take();
        var op = word.Kind == ScimTokenKind.Word ? word.Text : throw _tokens.Bad("an operator is expected");
        op = attribute.Operators.FirstOrDefault(known => string.Equals(known, op, StringComparison.OrdinalIgnoreCase))
            ?? throw Refusal.BadRequest($"The operator '{op}' is not supported for {attribute.Name}");
        if (op == "pr")
        {
            return ScimComparison.Present(attribute);
        }

        var literal = _tokens.Take();
        return literal.Kind == ScimTokenKind.Text
            ? ScimComparison.Of(attribute, op, literal.Text)
            : throw _tokens.Bad("a string literal in double quotes is expected");
    }
}

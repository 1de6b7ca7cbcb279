namespace QlikConnections.Sandbox.Filtering;

internal enum ScimTokenKind
{
    Word,
    Text,
    Open,
    Close,
    End,
}

/// <summary>A piece of a filter: a word (attribute, operator, literal), a string literal already unescaped, or a parenthesis.</summary>
internal readonly record struct ScimToken(ScimTokenKind Kind, string Text)
{
    public bool Is(string word) => Kind == ScimTokenKind.Word && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);
}

namespace QlikConnections.Client.Cloud;

/// <summary>One operation of a PATCH: "replace" by an absolute value, or "remove".</summary>
/// <param name="Path">What is changed, as a JSON pointer.</param>
/// <param name="Value">The new value; null to remove. May be or hold a SecureString.</param>
internal sealed record class PatchOperation(string Path, object? Value)
{
    /// <summary>True when the value is taken away instead of replaced.</summary>
    public bool Removes => Value is null;

    /// <summary>Without the value, which may be a secret: the text a record would otherwise make of itself.</summary>
    public override string ToString() => $"{(Removes ? "remove" : "replace")} {Path}";
}

namespace QlikConnections.Client;

/// <summary>Joins the parts of a filter, in the words that both platforms' languages have.</summary>
internal static class FilterText
{
    /// <summary>
    /// Parts of which one must hold; null when there is none. In brackets, because not every language says whether "and" binds
    /// closer.
    /// </summary>
    public static string? Or(IEnumerable<string> parts)
    {
        var list = parts.ToArray();
        return list.Length switch { 0 => null, 1 => list[0], _ => $"({string.Join(" or ", list)})" };
    }

    /// <summary>Parts that must all hold; null when there is none.</summary>
    public static string? And(params string?[] parts)
    {
        var present = parts.Where(p => !string.IsNullOrEmpty(p)).ToArray();
        return present.Length == 0 ? null : string.Join(" and ", present);
    }
}

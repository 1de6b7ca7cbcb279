namespace QlikConnections.Client.Policy;

/// <summary>Connections for which a rule does not count.</summary>
/// <param name="Name">Their names.</param>
/// <param name="SpaceName">Their spaces; null for all.</param>
/// <param name="Rules">The rules that do not count; null for all of them.</param>
/// <param name="Until">The last day of the exception; null if it has no end.</param>
internal sealed record PolicyException(NamePattern Name, NamePattern? SpaceName, IReadOnlyList<string>? Rules, DateTime? Until)
{
    /// <summary>Whether it excludes a connection from a rule on a day.</summary>
    public bool Covers(QlikDataConnection connection, string rule, DateTime day) =>
        Name.Fits(connection.Name)
        && SpaceName?.Fits(connection.SpaceName ?? ConnectionPolicy.Personal) != false
        && Rules?.Contains(rule, StringComparer.OrdinalIgnoreCase) != false
        && !(day.Date > Until);
}

namespace QlikConnections.Client.Http;

/// <summary>
/// In Windows PowerShell, Uri turns an escaped slash in a path back into a slash: it keeps to the rules of .NET Framework 4.0 there.
/// The address then has another meaning.
/// </summary>
internal static class EscapedPath
{
    private static readonly string[] Separators = ["%2F", "%5C"];

    /// <summary>Whether an address still has the escaped slashes of the path that it was made from.</summary>
    public static bool IsKept(string pathAndQuery, Uri address)
    {
        var path = pathAndQuery.Split('?')[0];
        return Separators.All(s => Occurrences(path, s) == Occurrences(address.AbsolutePath, s));
    }

    private static int Occurrences(string text, string part)
    {
        var count = 0;
        for (
            var at = text.IndexOf(part, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = text.IndexOf(part, at + part.Length, StringComparison.OrdinalIgnoreCase)
        )
        {
            count++;
        }

        return count;
    }
}

using System.Text.RegularExpressions;

namespace QlikConnections.Client.Http;

/// <summary>Hides what looks like a secret in text that people are shown.</summary>
internal static class Redaction
{
    // The lookahead settles first whether there is an item at all: without it a long text without "=" takes square time.
    private static readonly Regex SecretItem = new(
        @"(?<![\w\s-])(?=(?>[\w\s-]+)=)(?<name>[\w\s-]*?(" + SecretName.Suspicion + @")[\w\s-]*=)\s*(\{([^}]|\}\})*\}|""[^""]*""|'[^']*'|[^;""']*)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    /// <summary>A connect statement without the values of items that are named like secrets.</summary>
    public static string OfStatement(string? statement) => statement is null ? "" : SecretItem.Replace(statement, "${name}***");
}

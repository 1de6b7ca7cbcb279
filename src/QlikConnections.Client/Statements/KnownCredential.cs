using System.Text;

namespace QlikConnections.Client.Statements;

/// <summary>
/// Credentials that are recognized by their form, regardless of context: keys, tokens, headers, logins in addresses.
/// </summary>
internal static class KnownCredential
{
    private static readonly string[] Schemes =
        ["bearer", "basic", "negotiate", "digest", "ssws", "aws4-hmac-sha256", "splunk", "apikey", "sharedkey", "oauth", "hawk"];

    /// <summary>
    /// Prefixes of keys that services use so that scanners find them: GitHub, GitLab, Slack, Amazon, Google, Stripe, Databricks, npm,
    /// Shopify, SendGrid, Vault, OpenAI, Atlassian, DigitalOcean, Hugging Face, PyPI, HubSpot, Mapbox, New Relic, Square, Groq, xAI,
    /// Docker, Grafana, Heroku, Supabase, PlanetScale, Typeform, Contentful, Sentry, RubyGems, Shippo, Flutterwave, Brevo, Clojars, Pulumi,
    /// Doppler, dbt, age, Facebook, NuGet, DataStax, Dropbox.
    /// </summary>
    private static readonly string[] KeyBeginnings =
    [
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "glrt-", "glptt-", "gldt-", "glsoat-", "xoxb-", "xoxp-",
        "xoxa-", "xoxs-", "xoxr-", "xoxe-", "xoxe.", "xapp-", "AKIA",
        "ASIA", "AIza", "ya29.", "GOCSPX-", "sk_live_", "sk_test_", "rk_live_", "sk-", "dapi", "dkea", "npm_", "shpat_", "shpss_", "SG.",
        "hvs.", "hvb.", "ATATT", "dop_v1_", "hf_", "pypi-", "pat-na1-", "pat-eu1-", "whsec_", "lin_api_", "figd_", "ntn_", "secret_",
        "PMAK-", "eyJrIjoi", "pk.eyJ", "NRAK-", "sq0atp-", "gsk_", "xai-", "dckr_pat_", "glsa_", "glc_", "HRKU-", "sbp_", "pscale_tkn_",
        "tfp_", "CFPAT-", "sntrys_", "rubygems_", "shippo_live_", "FLWSECK-", "xkeysib-", "CLOJARS_", "pul-", "dp.pt.", "dbtc_",
        "AGE-SECRET-KEY-1", "EAACEdEose0cBA", "EAAAE", "oy2", "AstraCS:", "sl.",
    ];

    private const int LengthOfLength = 6;

    private static readonly string[] VersionsOfKeys = ["IBAzC", "IBADAN", "IBAAKC"];

    /// <summary>Whether one is in the text.</summary>
    public static bool IsIn(string text) =>
        HasPrivateKey(text) || HasKeyStore(text) || HasScheme(text) || HasWebToken(text) || HasKey(text) || HasLogin(text);

    /// <summary>
    /// The text with only the beginning of each token or key in it: somebody pasted it where a name belongs, and a message quotes it.
    /// </summary>
    public static string Shorten(string text)
    {
        const int Shortest = 20;
        const int Kept = 6;
        var shown = new StringBuilder();
        var done = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.' or '~' or '+' or '/' or '='))
            {
                at++;
            }

            if (at - start >= Shortest && text.Substring(start, at - start) is var word && (HasWebToken(word) || HasKey(word)))
            {
                shown.Append(text, done, start + Kept - done).Append('\u2026');
                done = at;
            }
        }

        return done == 0 ? text : shown.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Whether a decoded text is what basic authentication encodes: <c>user:password</c> and nothing else.</summary>
    public static bool IsLogin(string text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && colon + 1 < text.Length && !text.Any(c => char.IsWhiteSpace(c) || c is '{' or '<' or '"')
            && text.Take(colon).All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '\\' or '+');
    }

    /// <summary>
    /// A key or a key store in the binary form, in base64: PKCS #12, PKCS #8 and PKCS #1 (RFC 7292, 5208, 8017) begin with a length and a
    /// version. Certificates have no version there.
    /// </summary>
    private static bool HasKeyStore(string text)
    {
        for (var at = text.IndexOf("MI", StringComparison.Ordinal); at >= 0; at = text.IndexOf("MI", at + 1, StringComparison.Ordinal))
        {
            if (Array.Exists(VersionsOfKeys, v => text.IsAt(at + LengthOfLength, v)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>In plain text or in base64; certificates and public keys do not count.</summary>
    private static bool HasPrivateKey(string text)
    {
        const string EncodedBegin = "LS0tLS1CRUdJTi";
        if (text.IndexOf("PRIVATE KEY", StringComparison.Ordinal) >= 0
            || text.IndexOf("Private-Lines:", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return true;
        }

        if (text.IndexOf("private key", StringComparison.OrdinalIgnoreCase) >= 0
            && text.IndexOf("--begin ", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return true;
        }

        for (var at = text.IndexOf(EncodedBegin, StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(EncodedBegin, at + 1, StringComparison.Ordinal))
        {
            var what = at + EncodedBegin.Length;
            if (!text.IsAt(what, "BDRVJUSUZJQ0FUR") && !text.IsAt(what, "BQVUJMSUMg"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>Bearer abc</c>. After words such as "basic" the next text must not be a word.</summary>
    private static bool HasScheme(string text)
    {
        foreach (var scheme in Schemes)
        {
            for (var at = text.IndexOf(scheme, StringComparison.OrdinalIgnoreCase); at >= 0;
                at = text.IndexOf(scheme, at + scheme.Length, StringComparison.OrdinalIgnoreCase))
            {
                if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && HasTokenAt(text, at + scheme.Length, mayBeWord: scheme == "bearer"))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasTokenAt(string text, int at, bool mayBeWord)
    {
        if (at >= text.Length || text[at] is not (' ' or '+' or '\t'))
        {
            return false;
        }

        var token = text.SkipBlanks(at + 1);
        var end = token;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || "+/=._~-".IndexOf(text[end]) >= 0))
        {
            end++;
        }

        var word = text.Substring(token, end - token);
        return word.Length >= 3 && !PlainWord.OpensSentence(text, token)
            && (mayBeWord || word.Skip(1).Any(char.IsUpper) || word.Any(c => char.IsDigit(c) || c == '='));
    }

    /// <summary>A JSON web token.</summary>
    private static bool HasWebToken(string text)
    {
        for (var at = text.IndexOf("eyJ", StringComparison.Ordinal); at >= 0 && at < text.Length;
            at = text.IndexOf("eyJ", at, StringComparison.Ordinal))
        {
            var start = at;
            var dots = 0;
            for (; at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.'); at++)
            {
                dots += text[at] == '.' ? 1 : 0;
            }

            // Encrypted tokens have five pieces.
            if (dots is 2 or 4 && at - start > 20)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A key with a known prefix.</summary>
    private static bool HasKey(string text)
    {
        const int ShortestRest = 14;
        foreach (var beginning in KeyBeginnings)
        {
            for (var at = text.IndexOf(beginning, StringComparison.Ordinal); at >= 0;
                at = text.IndexOf(beginning, at + beginning.Length, StringComparison.Ordinal))
            {
                var end = at + beginning.Length;
                var hasDigit = false;
                while (end < text.Length && end - at < TextScan.LongestName
                    && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
                {
                    hasDigit |= char.IsDigit(text[end++]);
                }

                if (hasDigit && end - at - beginning.Length >= ShortestRest && (at == 0 || !char.IsLetterOrDigit(text[at - 1])))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether the host ends there: a password may contain a sign that is not encoded, but a port has digits only.</summary>
    private static bool IsPort(string text, int colon, int end) =>
        colon < 0 || text.Skip(colon + 1).Take(end - colon - 1).All(char.IsDigit);

    /// <summary><c>://user:password@host</c>; before a web host a user alone is usually a token.</summary>
    private static bool HasLogin(string text)
    {
        for (var at = text.IndexOf("://", StringComparison.Ordinal); at >= 0; at = text.IndexOf("://", at, StringComparison.Ordinal))
        {
            var isWeb = text.NameBefore(at).ToUpperInvariant() is "HTTP" or "HTTPS";
            at += 3;
            var start = at;
            var colon = -1;
            for (; at < text.Length && text[at] is not ('"' or '\'' or '<' or '>') && !char.IsWhiteSpace(text[at]); at++)
            {
                if (text[at] is '/' or '?' or '#' && IsPort(text, colon, at))
                {
                    break;
                }

                if (text[at] == ':' && colon < 0)
                {
                    colon = at;
                }
                else if (text[at] == '@' && (colon >= 0 ? at > colon + 1 : isWeb && at > start))
                {
                    return true;
                }
            }

            if (at >= text.Length)
            {
                return false;
            }
        }

        return false;
    }
}

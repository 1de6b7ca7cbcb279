namespace QlikConnections.Client.Statements;

/// <summary>
/// Whether a text of unknown grammar contains a secret: the name of a secret with a value after it (in JSON, XML, headers, command lines
/// and connection strings), a login in an address, a bearer token, a private key. Encodings are removed, several times if necessary.
/// </summary>
internal static class FreeText
{
    private const int MostEncodings = 4;

    /// <summary>Whether it contains a secret.</summary>
    public static bool HoldsSecret(string text) => Holds(text, MostEncodings);

    private static bool Holds(string text, int encodings)
    {
        if (Says(text))
        {
            return true;
        }

        if (encodings == 0)
        {
            return false;
        }

        var decoded = TextEncoding.WithoutControls(TextEncoding.WithoutEscapes(WithLines(text)));
        if (decoded != text)
        {
            return Holds(decoded, encodings - 1);
        }

        return (TextEncoding.FromHex(text) ?? TextEncoding.FromBase64(text)) is { } bytes
            && (KnownCredential.IsLogin(bytes) || Holds(bytes, encodings - 1));
    }

    /// <summary>The parts of a form with line breaks and quotes, where a statement has escapes for them.</summary>
    private static string WithLines(string text) =>
        text.IndexOf("\\n\\n", StringComparison.Ordinal) < 0 && text.IndexOf("\\n\\r\\n", StringComparison.Ordinal) < 0
            ? text
            : text.Replace("\\r\\n", "\n").Replace("\\n", "\n").Replace("\\\"", "\"").Replace("\"\"", "\"");

    private static bool Says(string text)
    {
        if (KnownCredential.IsIn(text) || NameValueList.HasSecret(text) || CommandLine.HasPassword(text) || LoginCall.IsIn(text)
            || LoginCall.IsCommand(text) || PairedItems.AreIn(text))
        {
            return true;
        }

        using var document = JsonSecrets.DocumentOf(text);
        return document is null ? NamedValue.IsSecretIn(text) || SqlSecrets.AreIn(text) : JsonSecrets.AreIn(document);
    }
}

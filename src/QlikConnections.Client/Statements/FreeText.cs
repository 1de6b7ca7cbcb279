namespace QlikConnections.Client.Statements;

/// <summary>
/// Whether a text of unknown grammar holds a secret: a name of one with a value behind it (as JSON, XML, headers, command lines and
/// connection strings write it), a login in an address, a bearer token, a private key. Encodings are taken off, several times if need be.
/// </summary>
internal static class FreeText
{
    private const int MostEncodings = 4;

    /// <summary>Whether it holds one.</summary>
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

        var decoded = TextEncoding.WithoutEscapes(text);
        if (decoded != text)
        {
            return Holds(decoded, encodings - 1);
        }

        return (TextEncoding.FromHex(text) ?? TextEncoding.FromBase64(text)) is { } bytes
            && (KnownCredential.IsLogin(bytes) || Holds(bytes, encodings - 1));
    }

    private static bool Says(string text) =>
        KnownCredential.IsIn(text) || NamedValue.IsSecretIn(text) || NameValueList.HasSecret(text) || CommandLine.HasPassword(text)
            || JsonSecrets.AreIn(text);
}

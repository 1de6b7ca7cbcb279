using System.Net;
using QlikConnections.Client.Http;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Files;

/// <summary>What a connection of an import is made of: its secrets are filled in, or it is known that they are missing.</summary>
internal sealed class ImportContent(ImportRequest request)
{
    /// <summary>The error for a secret that was not given.</summary>
    /// <param name="wanted">The connection.</param>
    /// <param name="what">The secret.</param>
    public static QlikException Needed(PortableConnection wanted, string what) =>
        new(
            nameof(Strings.QlikSecretsNeeded),
            QlikFailure.Message(nameof(Strings.QlikSecretsNeeded), wanted.Name, what),
            Strings.ImportSecretAdvice
        );

    /// <summary>The login; null if the connection has none.</summary>
    /// <param name="wanted">The connection.</param>
    /// <param name="isNeeded">False if it is used only when it was given.</param>
    /// <exception cref="QlikException">It has one, which was not given.</exception>
    public async Task<NetworkCredential?> LoginAsync(PortableConnection wanted, bool isNeeded = true)
    {
        if (!wanted.HasLogin)
        {
            return null;
        }

        return await request.Login(wanted).ConfigureAwait(false)
            ?? (request.WithoutSecret || !isNeeded ? null : throw Needed(wanted, Login(wanted)));
    }

    /// <summary>The statement with its secrets.</summary>
    /// <param name="wanted">The connection.</param>
    /// <param name="isNew">True if it may be created without its secrets, when the user says so: those of an existing connection would be
    /// lost.</param>
    /// <exception cref="QlikException">They were not given.</exception>
    public async Task<string?> StatementAsync(PortableConnection wanted, bool isNew = true)
    {
        if ((wanted.WholeStatement ?? wanted.Statement?.Text) is { } whole)
        {
            return whole;
        }

        if (wanted.Statement is not { } statement)
        {
            return null;
        }

        var values = new List<string>();
        foreach (var gap in statement.Gaps)
        {
            if (await request.Secret(wanted, gap).ConfigureAwait(false) is { } secret)
            {
                values.Add(SecretText.Reveal(secret));
            }
        }

        return values.Count == statement.Gaps.Count ? statement.Filled(values)
            : isNew && request.WithoutSecret && statement.WithoutSecrets is { } rest ? rest
            : throw Needed(wanted, $"{ConnectionSnapshot.Statement} ({Short(statement.Shown)})");
    }

    /// <summary>The properties with their secrets.</summary>
    /// <exception cref="QlikException">They were not given.</exception>
    public async Task<Dictionary<string, object?>> PropertiesAsync(PortableConnection wanted, NetworkCredential? login)
    {
        var properties = wanted.Properties!.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        foreach (var name in wanted.LeftOut.Where(l => l != ConnectionSnapshot.Statement))
        {
            if (await request.Secret(wanted, name).ConfigureAwait(false) is { } secret)
            {
                properties[name] = secret;
            }
            else if ((login is null || wanted.IsMigrated) && !request.WithoutSecret)
            {
                throw Needed(wanted, name);
            }
        }

        return properties;
    }

    private static string Login(PortableConnection wanted) =>
        string.IsNullOrEmpty(wanted.UserName)
            ? "-Credential"
            : QlikFailure.Message(nameof(Strings.RestoreLogin), wanted.UserName);

    /// <summary>How it begins: a statement may have a megabyte.</summary>
    private static string Short(string text)
    {
        const int Longest = 160;
        return text.Length <= Longest ? text : text.Substring(0, Longest) + "\u2026";
    }
}

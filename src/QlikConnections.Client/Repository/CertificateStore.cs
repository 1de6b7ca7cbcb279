using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace QlikConnections.Client.Repository;

/// <summary>Finds certificates in the stores of the user and the computer, by thumbprint or path.</summary>
public static class CertificateStore
{
    private const int ThumbprintLength = 40;

    /// <summary>Shorter texts are names of files.</summary>
    private const int FewestDigits = 10;

    // Cert:\CurrentUser\My\<thumbprint>, or the same with the provider's name, as in PSPath.
    private static readonly Regex Path = new(
        @"^(?:Cert:|.*\bCertificate::)[\\/]*(?:(?<location>CurrentUser|LocalMachine)[\\/](?<store>[^\\/]+)[\\/](?<thumbprint>[^\\/]+))?",
        RegexOptions.IgnoreCase);

    /// <summary>Whether a text is a thumbprint or the path of a certificate, not a file.</summary>
    public static bool IsName(string text) => Thumbprint(text) is not null || Path.IsMatch(Visible(text));

    /// <summary>What is wrong with a text that may be a thumbprint with too few or too many digits; null if it is none.</summary>
    public static string? ProblemOfThumbprint(string text)
    {
        var digits = Digits(text);
        return digits.Length is >= FewestDigits and not ThumbprintLength && digits.All(Uri.IsHexDigit)
            ? QlikFailure.Message(nameof(Strings.CertificateNeither), ThumbprintLength, digits.Length)
            : null;
    }

    /// <summary>The certificate of a thumbprint or a path.</summary>
    /// <param name="name">A thumbprint, also as copied from a window, or a path of the drive Cert:.</param>
    /// <param name="withKey">Whether it must have its private key.</param>
    /// <exception cref="QlikException">There is no such certificate, or its private key is not here.</exception>
    public static X509Certificate2 Find(string name, bool withKey)
    {
        var path = Path.Match(Visible(name));
        var thumbprint = path.Success ? Thumbprint(path.Groups["thumbprint"].Value) : Thumbprint(name);
        if (thumbprint is null)
        {
            throw QlikFailure.Create(nameof(Strings.QlikCertificateUnusable), name, Strings.CertificateStoreUnknown);
        }

        X509Certificate2Collection Same(X509Certificate2Collection certificates) =>
            certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false);
        var found = Stores(path, withKey).SelectMany(s => In(s.Name, s.Location, Same)).ToList();
        // The same certificate may be in several stores, and its key in one of them.
        return found.Find(c => c.HasPrivateKey || !withKey) ?? throw QlikFailure.Create(
            nameof(Strings.QlikCertificateUnusable), name, found.Count == 0
                ? Strings.CertificateNotInStore
                : Strings.CertificateWithoutKey);
    }

    /// <summary>The thumbprints of the valid certificates with a private key in the personal store of a location, the newest
    /// first.</summary>
    /// <param name="location">The user or the computer.</param>
    /// <param name="subject">The whole subject.</param>
    internal static IReadOnlyList<string> Usable(StoreLocation location, string subject)
    {
        var all = In(
            "My",
            location,
            certificates => certificates.Find(X509FindType.FindBySubjectDistinguishedName, subject, validOnly: false)
        );
        var now = TimeProvider.System.GetLocalNow().DateTime;
        var usable = all.Where(c => c.HasPrivateKey && c.NotBefore <= now && now < c.NotAfter).OrderByDescending(c => c.NotBefore);
        string[] thumbprints = [.. usable.Select(c => c.Thumbprint)];
        foreach (var certificate in all)
        {
            certificate.Dispose();
        }

        return thumbprints;
    }

    private static IEnumerable<(string Name, StoreLocation Location)> Stores(Match path, bool withKey)
    {
        if (path.Success)
        {
            return [(path.Groups["store"].Value, IsUsers(path) ? StoreLocation.CurrentUser : StoreLocation.LocalMachine)];
        }

        string[] names = withKey ? ["My"] : ["Root", "CA", "My"];
        return
            from location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine }
            from name in names
            select (name, location);
    }

    private static bool IsUsers(Match path) =>
        path.Groups["location"].Value.Equals(nameof(StoreLocation.CurrentUser), StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<X509Certificate2> In(
        string name, StoreLocation location, Func<X509Certificate2Collection, X509Certificate2Collection> find)
    {
        using var store = new X509Store(name, location);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        }
        catch (CryptographicException)
        {
            // A missing store is empty; systems other than Windows have few.
            return [];
        }

        return [.. find(store.Certificates).Cast<X509Certificate2>()];
    }

    /// <summary>The hexadecimal digits of a thumbprint; null if the text is not one. Windows and openssl put spaces, colons and invisible
    /// marks between them.</summary>
    private static string? Thumbprint(string text)
    {
        var digits = Digits(text);
        return digits.Length == ThumbprintLength && digits.All(Uri.IsHexDigit) ? digits.ToUpperInvariant() : null;
    }

    private static string Digits(string text) => new([.. Visible(text).Where(c => !char.IsWhiteSpace(c) && c != ':')]);

    private static string Visible(string text) =>
        new string([.. text.Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control))]).Trim();
}

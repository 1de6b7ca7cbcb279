using System.Net;

namespace QlikConnections.Client;

/// <summary>Puts a login into the two properties for it, which differ from source to source [cloud 10].</summary>
internal static class LoginProperties
{
    private static readonly (string User, string Secret)[] Pairs =
    [
        ("username", "password"), ("user", "password"), ("login", "password"), ("uid", "pwd"),
        ("accessKey", "secretKey"), ("accessKeyId", "secretAccessKey"), ("clientId", "clientSecret"),
    ];

    /// <summary>The properties, with every login split into its parts.</summary>
    /// <param name="values">The properties; a NetworkCredential in them sets both properties of its pair.</param>
    /// <param name="credential">A login for the login properties of the source; null for none.</param>
    /// <param name="specification">The specification of the source; null if unknown, and then a login sets username and password.</param>
    /// <param name="problems">Gets the problems.</param>
    public static IReadOnlyDictionary<string, object?> Fill(
        IReadOnlyDictionary<string, object?> values,
        NetworkCredential? credential,
        DataSourceSpecification? specification,
        List<string> problems
    )
    {
        var filled = values.Where(v => v.Value is not NetworkCredential).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        var given = new HashSet<string>(values.Keys, StringComparer.OrdinalIgnoreCase);
        foreach (var value in values)
        {
            if (value.Value is NetworkCredential login)
            {
                Split(value.Key, login);
            }
        }

        if (credential is not null && PairIn(specification) is { } place)
        {
            Put(place.User, credential.UserName);
            Put(place.Secret, credential.SecurePassword);
        }
        else if (credential is not null)
        {
            problems.Add(
                QlikFailure.Message(
                    nameof(Strings.LoginWithoutPlace),
                    Names(specification!.Properties.Where(p => p.IsSecret).Select(p => p.Name))
                )
            );
        }

        return filled;

        void Split(string name, NetworkCredential login)
        {
            if (PairOf(name, specification) is not { } pair)
            {
                problems.Add(QlikFailure.Message(nameof(Strings.LoginMisplaced), name));
                return;
            }

            // The login may be given for each of the two; then each gets its own part.
            var isUser = pair.User.Equals(name, StringComparison.OrdinalIgnoreCase);
            var other = isUser ? pair.Secret : pair.User;
            filled[name] = isUser ? login.UserName : login.SecurePassword;
            if (!values.Any(v => v.Value is NetworkCredential && v.Key.Equals(other, StringComparison.OrdinalIgnoreCase)))
            {
                Put(other, isUser ? login.SecurePassword : login.UserName);
            }
        }

        void Put(string name, object value)
        {
            if (given.Add(name))
            {
                filled[name] = value;
            }
            else
            {
                problems.Add(QlikFailure.Message(nameof(Strings.PropertyGivenTwice), name));
            }
        }
    }

    /// <summary>True for the property for the user name of a login; connections do not return it.</summary>
    public static bool IsUserName(string name) => Pairs.Any(p => p.User.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The properties of the source for a login; null if it has none.</summary>
    public static (string User, string Secret)? In(DataSourceSpecification specification) =>
        PairIn(specification) is { } pair ? (specification.Find(pair.User)!.Name, specification.Find(pair.Secret)!.Name) : null;

    private static (string User, string Secret)? PairIn(DataSourceSpecification? specification) =>
        specification is null ? Pairs[0] : First(Pairs.Where(p => IsIn(specification, p)));

    /// <summary>The pair of properties that a property belongs to, with the source's own names if they are known.</summary>
    private static (string User, string Secret)? PairOf(string name, DataSourceSpecification? specification) =>
        First(
            Pairs
                .Where(p =>
                    p.User.Equals(name, StringComparison.OrdinalIgnoreCase) || p.Secret.Equals(name, StringComparison.OrdinalIgnoreCase)
                )
                .OrderByDescending(p => specification is not null && IsIn(specification, p))
        );

    private static bool IsIn(DataSourceSpecification specification, (string User, string Secret) pair) =>
        specification.Find(pair.User) is not null && specification.Find(pair.Secret) is not null;

    private static (string User, string Secret)? First(IEnumerable<(string User, string Secret)> pairs)
    {
        foreach (var pair in pairs)
        {
            return pair;
        }

        return null;
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "-";
}

using System.Management.Automation;
using System.Reflection;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// A way to sign in: a parameter set of Connect-QlikSession. The set for rows takes all parameters, because a CSV has empty cells and its
/// rows may sign in differently. So the sign-in of each row, and of the command line, is found here, by the values that are given.
/// </summary>
/// <param name="Name">The name of the parameter set.</param>
/// <param name="Needs">The parameters that it needs, the address first.</param>
/// <param name="Takes">The parameters that it takes.</param>
internal sealed record class SignInForm(string Name, IReadOnlyList<string> Needs, IReadOnlyList<string> Takes)
{
    private static readonly PropertyInfo[] Parameters =
    [
        .. typeof(ConnectQlikSessionCommand)
            .GetProperties()
            .Where(p => In(p).Any(a => a.ParameterSetName != ParameterAttribute.AllParameterSets)),
    ];

    private static readonly SignInForm[] All =
    [
        .. Parameters
            .SelectMany(p => In(p).Where(a => a.Mandatory).Select(a => a.ParameterSetName))
            .Distinct()
            .Select(set => new SignInForm(
                set,
                [
                    .. Parameters
                        .Where(p => In(p).Any(a => a.ParameterSetName == set && a.Mandatory))
                        .OrderBy(p => p.Name is not (nameof(ConnectQlikSessionCommand.Tenant) or nameof(ConnectQlikSessionCommand.Server)))
                        .Select(p => p.Name),
                ],
                [.. Parameters.Where(p => In(p).Any(a => a.ParameterSetName == set)).Select(p => p.Name)]
            )),
    ];

    /// <summary>True if the parameters fit a sign-in, except that the one that says how to sign in is missing.</summary>
    /// <param name="command">The command.</param>
    /// <param name="set">The parameter set of the sign-in.</param>
    /// <param name="missing">The parameter that is missing.</param>
    public static bool IsWithout(ConnectQlikSessionCommand command, string set, string missing)
    {
        var given = Given(command);
        var form = All.First(f => f.Name == set);
        return given.All(form.Takes.Contains) && form.Needs.All(n => n == missing ? !given.Contains(n) : given.Contains(n));
    }

    /// <summary>The parameter set that fits the values of a command's parameters.</summary>
    /// <exception cref="QlikException">None does.</exception>
    public static string Of(ConnectQlikSessionCommand command)
    {
        var given = Given(command);
        var isSite = given.Contains(nameof(ConnectQlikSessionCommand.Server));
        var complete = All.Where(f => f.Needs.All(given.Contains)).ToArray();
        if (complete.FirstOrDefault(f => given.All(f.Takes.Contains)) is { } form)
        {
            return form.Name;
        }

        if (complete.Length > 0)
        {
            var extra = given.First(g => !complete[0].Takes.Contains(g));
            throw Invalid(QlikFailure.Message(nameof(Strings.SignInMixed), extra, complete[0]), isSite);
        }

        var possible = All.Where(f => given.All(f.Takes.Contains)).ToArray();
        var named = given.Length == 0 ? ""
            : QlikFailure.Message(given.Length == 1 ? nameof(Strings.SignInGiven) : nameof(Strings.SignInSeveralGiven), Listed(given));
        throw Invalid(
            possible.Length > 0
                ? QlikFailure.Message(nameof(Strings.SignInMissing), named, string.Join<SignInForm>("; ", possible))
                : QlikFailure.Message(nameof(Strings.SignInContradiction), Listed(given), string.Join<SignInForm>("; ", All)),
            isSite
        );
    }

    /// <summary>The parameters that it needs, in words.</summary>
    public override string ToString() =>
        Needs.Count == 1 ? $"-{Needs[0]}" : QlikFailure.Message(nameof(Strings.SignInForm), Needs[0], Listed(Needs.Skip(1)));

    private static string[] Given(ConnectQlikSessionCommand command) =>
    [
        .. Parameters
            .Where(p => All.Any(f => f.Takes.Contains(p.Name)) && p.GetValue(command) is { } value && !IsAbsent(value))
            .Select(p => p.Name),
    ];

    private static string Listed(IEnumerable<string> parameters) => string.Join(Strings.SignInAnd, parameters.Select(p => $"-{p}"));

    private static bool IsAbsent(object value) => value is SwitchParameter { IsPresent: false } || BlankValue.Is(value);

    private static IEnumerable<ParameterAttribute> In(PropertyInfo property) => property.GetCustomAttributes<ParameterAttribute>();

    private static QlikException Invalid(string reason, bool isSite) =>
        isSite
            ? new(
                nameof(Strings.QlikSignInInvalid),
                QlikFailure.Message(nameof(Strings.QlikSignInInvalid), reason),
                Strings.SignInSiteAdvice)
            : QlikFailure.Create(nameof(Strings.QlikSignInInvalid), reason);
}

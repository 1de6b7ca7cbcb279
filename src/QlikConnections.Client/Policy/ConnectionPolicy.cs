using System.Globalization;

namespace QlikConnections.Client.Policy;

/// <summary>
/// What an organisation allows: data sources, hosts, spaces, owners, tags and ages of data connections, with exceptions. Names have the
/// wildcards * and ?.
/// </summary>
public sealed class ConnectionPolicy
{
    /// <summary>The name of the spaces of personal connections.</summary>
    internal const string Personal = "Personal";

    private const string Exceptions = "Exception";
    private const string OwnerIsKnown = "RequireKnownOwner";
    private const string Age = "MaximumAgeDays";
    private const string Unchanged = "MaximumUnchangedDays";
    private const string RequiredTag = "RequiredTag";

    /// <summary>The rules about names: what of a connection they compare; null where a rule cannot be applied.</summary>
    private static readonly Dictionary<string, Func<QlikDataConnection, IReadOnlyList<string?>>> Values = new()
    {
        ["DataSource"] = c => [c.DataSourceId ?? c.Type],
        ["Host"] = c => ConnectionHosts.Of(c) ?? (IReadOnlyList<string?>)[null],
        ["Space"] = c => c.Session?.Platform == QlikPlatform.Repository ? [] : [c.SpaceName ?? (c.SpaceId is null ? Personal : c.SpaceId)],
        ["Owner"] = c => [c.OwnerName ?? c.OwnerId],
        ["Tag"] = c => [.. TagList.WithoutService(c.Tags)],
    };

    private readonly List<NameRule> _names = [];
    private readonly List<NamePattern> _required = [];
    private readonly List<PolicyException> _exceptions = [];
    private int? _age;
    private int? _unchanged;
    private bool _needsOwner;

    /// <summary>Reads a policy.</summary>
    /// <param name="table">Its rules by name.</param>
    /// <exception cref="QlikException">QlikPolicyInvalid: a rule is not known, or its value is not usable.</exception>
    public ConnectionPolicy(IReadOnlyDictionary<string, object?> table)
    {
        foreach (var rule in table)
        {
            Read(rule.Key, rule.Value);
        }

        if (_names.Count + _required.Count == 0 && _age is null && _unchanged is null && !_needsOwner)
        {
            throw Invalid(Strings.PolicyEmpty);
        }
    }

    /// <summary>The names of all rules.</summary>
    private static IEnumerable<string> Rules =>
        Values.Keys.Where(k => k != "Tag").Select(k => "Allowed" + k).Concat(Values.Keys.Select(k => "Forbidden" + k))
            .Concat([RequiredTag, OwnerIsKnown, Age, Unchanged]);

    /// <summary>The rules that a connection does not keep, and its values.</summary>
    /// <param name="connection">The connection, with the names of its space and owner.</param>
    /// <param name="now">The time to which ages count.</param>
    public IEnumerable<QlikPolicyFinding> Findings(QlikDataConnection connection, DateTimeOffset now) =>
        Breaches(connection, now)
            .Where(b => !_exceptions.Exists(e => e.Covers(connection, b.Rule, now.LocalDateTime)))
            .Select(b => new QlikPolicyFinding
            {
                Name = connection.Name,
                SpaceName = connection.SpaceName,
                OwnerName = connection.OwnerName,
                Rule = b.Rule,
                Value = b.Value,
                Expected = b.Expected,
                Id = connection.Id,
                Session = connection.Session,
            });

    private IEnumerable<(string Rule, string? Value, string Expected)> Breaches(QlikDataConnection connection, DateTimeOffset now)
    {
        foreach (var (rule, of, isAllowed, patterns) in _names)
        {
            // What cannot be read may be anything, so it is not shown to be allowed.
            foreach (var value in of(connection).Where(v => v is null ? isAllowed : Array.Exists(patterns, p => p.Fits(v)) != isAllowed))
            {
                yield return (rule, value, string.Join(", ", (object[])patterns));
            }
        }

        foreach (var pattern in _required.Where(p => !connection.Tags.Any(p.Fits)))
        {
            yield return (RequiredTag, null, pattern.ToString());
        }

        if (_needsOwner && connection.OwnerName is null)
        {
            yield return (OwnerIsKnown, connection.OwnerId, "");
        }

        if (Days(connection.Created, now) is { } age && age > _age)
        {
            yield return (Age, Text(age), Text(_age.Value));
        }

        if (Days(connection.Modified, now) is { } unchanged && unchanged > _unchanged)
        {
            yield return (Unchanged, Text(unchanged), Text(_unchanged.Value));
        }
    }

    private static int? Days(DateTimeOffset? time, DateTimeOffset now) => time is { } then ? (int)(now - then).TotalDays : null;

    private static string Text(int days) => days.ToString(CultureInfo.InvariantCulture);

    private void Read(string rule, object? value)
    {
        if (Is(rule, Exceptions))
        {
            _exceptions.AddRange(List(value).Select(e => ExceptionOf(e as IReadOnlyDictionary<string, object?>)));
            return;
        }

        var known = Rules.FirstOrDefault(r => Is(rule, r)) ?? throw Invalid(
            QlikFailure.Message(nameof(Strings.PolicyRuleUnknown), rule, Suggestions.Sentence(rule, Rules.Append(Exceptions))));
        switch (known)
        {
            case RequiredTag:
                _required.AddRange(Patterns(known, value));
                break;
            case OwnerIsKnown:
                _needsOwner = value as bool? ?? throw Unusable(known, Strings.PolicyYesOrNo);
                break;
            case Age:
                _age = Number(known, value);
                break;
            case Unchanged:
                _unchanged = Number(known, value);
                break;
            default:
                var isAllowed = known.StartsWith("Allowed", StringComparison.Ordinal);
                var of = Values[known.Substring(isAllowed ? "Allowed".Length : "Forbidden".Length)];
                _names.Add(new NameRule(known, of, isAllowed, Patterns(known, value)));
                break;
        }
    }

    private static PolicyException ExceptionOf(IReadOnlyDictionary<string, object?>? table)
    {
        var parts = table?.ToDictionary(p => p.Key, p => p.Value, StringComparer.OrdinalIgnoreCase)
            ?? throw Unusable(Exceptions, Strings.PolicyTable);
        string[] known = ["Name", "SpaceName", "Rule", "Until", "Reason"];
        if (parts.Keys.FirstOrDefault(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)) is { } other)
        {
            throw Unusable(Exceptions, QlikFailure.Message(nameof(Strings.PolicyRuleUnknown), other, Suggestions.Sentence(other, known)));
        }

        object? Part(string name) => parts.TryGetValue(name, out var value) ? value : null;
        return new PolicyException(
            Part("Name") is string name && !string.IsNullOrWhiteSpace(name) ? new NamePattern(name)
                : throw Unusable(Exceptions, Strings.PolicyExceptionName),
            Part("SpaceName") is string space ? new NamePattern(space) : null,
            Part("Rule") is { } rules ? [.. List(rules).Select(r => RuleOf(r as string))] : null,
            Part("Until") switch
            {
                null => null,
                DateTime date => date.Date,
                string text when DateTime.TryParseExact(
                    text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
                _ => throw Unusable(Exceptions, Strings.PolicyDate),
            });
    }

    private static string RuleOf(string? name) => Rules.FirstOrDefault(r => Is(name ?? "", r)) ?? throw Unusable(
        Exceptions, QlikFailure.Message(nameof(Strings.PolicyRuleUnknown), name ?? "", Suggestions.Sentence(name ?? "", Rules)));

    private static NamePattern[] Patterns(string rule, object? value)
    {
        var names = List(value).ToArray();
        return names.Length > 0 && Array.TrueForAll(names, n => n is string text && !string.IsNullOrWhiteSpace(text))
            ? Array.ConvertAll(names, n => new NamePattern(((string)n!).Trim()))
            : throw Unusable(rule, Strings.PolicyNames);
    }

    private static int Number(string rule, object? value) =>
        value is int days and > 0 ? days : throw Unusable(rule, Strings.PolicyDays);

    private static IEnumerable<object?> List(object? value) => value is object?[] list ? list : [value];

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static QlikException Unusable(string rule, string reason) => Invalid($"{rule}: {reason}");

    private static QlikException Invalid(string reason) => QlikFailure.Create(nameof(Strings.QlikPolicyInvalid), reason);

    private sealed record NameRule(
        string Rule,
        Func<QlikDataConnection, IReadOnlyList<string?>> Of,
        bool IsAllowed,
        NamePattern[] Patterns
    );
}

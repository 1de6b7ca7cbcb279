using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Files;

/// <summary>A member in which two connections differ, without secrets.</summary>
/// <param name="Member">The member, named as on a connection; with a dot before the name of a property or custom property.</param>
/// <param name="Left">The value on the left; empty for none.</param>
/// <param name="Right">The value on the right; empty for none.</param>
internal readonly record struct MemberDifference(string Member, string Left, string Right)
{
    /// <summary>What precedes the name of a custom property.</summary>
    public const string Custom = nameof(QlikDataConnection.CustomProperties) + ".";

    /// <summary>What precedes the name of a property.</summary>
    public const string Property = nameof(QlikDataConnection.Properties) + ".";

    private static readonly IReadOnlyList<string> NoValues = [];

    /// <summary>
    /// The members in which two connections differ. Not compared are the space, which identifies a connection, ids, times, the service's
    /// own tags, secrets that are not known, and what is not known of one of them: an owner's name, properties.
    /// </summary>
    public static IReadOnlyList<MemberDifference> Of(PortableConnection left, PortableConnection right)
    {
        var found = new List<MemberDifference>();
        void Add(string member, string? a, string? b, StringComparison comparison = StringComparison.Ordinal)
        {
            if (!string.Equals(a ?? "", b ?? "", comparison))
            {
                found.Add(new MemberDifference(member, a ?? "", b ?? ""));
            }
        }

        Add(nameof(QlikDataConnection.Name), left.Name, right.Name);
        if (left.Owner is not null && right.Owner is not null)
        {
            Add(nameof(QlikDataConnection.OwnerName), left.Owner, right.Owner);
        }

        Add(nameof(QlikDataConnection.DataSourceId), left.DataSource, right.DataSource, StringComparison.OrdinalIgnoreCase);
        Add(nameof(QlikDataConnection.Type), left.Type, right.Type);
        Add(nameof(QlikDataConnection.Architecture), left.Architecture.ToString(), right.Architecture.ToString());
        Add(nameof(QlikDataConnection.LogOn), left.LogOn.ToString(), right.LogOn.ToString());
        Add(nameof(QlikDataConnection.SeparateCredentials), Text(left.SeparateCredentials), Text(right.SeparateCredentials));
        Add(nameof(QlikDataConnection.UserName), left.UserName, right.UserName);
        if (!new HashSet<string>(left.Tags, StringComparer.Ordinal).SetEquals(right.Tags))
        {
            found.Add(new MemberDifference(nameof(QlikDataConnection.Tags), string.Join(", ", left.Tags), string.Join(", ", right.Tags)));
        }

        AddCustom(found, left, right);
        if (!IsSameStatement(left, right))
        {
            found.Add(new MemberDifference(nameof(QlikDataConnection.ConnectionString), Shown(left), Shown(right)));
        }

        AddProperties(found, left, right);
        return found;
    }

    /// <summary>The first member in which a connection differs from what it was, the space among them; null for none.</summary>
    public static MemberDifference? First(QlikDataConnection before, QlikDataConnection now)
    {
        if (before.SpaceId != now.SpaceId)
        {
            return new MemberDifference(
                nameof(QlikDataConnection.SpaceName), before.SpaceName ?? before.SpaceId ?? "", now.SpaceName ?? now.SpaceId ?? "");
        }

        if (before.OwnerId != now.OwnerId)
        {
            return new MemberDifference(
                nameof(QlikDataConnection.OwnerName), before.OwnerName ?? before.OwnerId ?? "", now.OwnerName ?? now.OwnerId ?? "");
        }

        var differences = Of(PortableConnection.Of(before), PortableConnection.Of(now));
        return differences.Count > 0 ? differences[0] : null;
    }

    /// <summary>True if the statements are the same, as far as they are known.</summary>
    private static bool IsSameStatement(PortableConnection left, PortableConnection right) =>
        (left.WholeStatement, right.WholeStatement) is ({ } a, { } b) ? a == b
        : (left.Statement, right.Statement) is ({ } one, { } other) ? one.IsSame(other)
        : left.Statement is null == right.Statement is null;

    private static string Shown(PortableConnection connection) => connection.Statement?.Shown ?? "";

    private static void AddCustom(List<MemberDifference> found, PortableConnection left, PortableConnection right)
    {
        foreach (
            var name in left.CustomProperties.Keys.Union(right.CustomProperties.Keys, StringComparer.OrdinalIgnoreCase)
                .OrderBy(n => n, StringComparer.Ordinal)
        )
        {
            var (a, b) = (Values(left, name), Values(right, name));
            if (a.Count != b.Count || a.Except(b, StringComparer.OrdinalIgnoreCase).Any())
            {
                found.Add(new MemberDifference(Custom + name, string.Join(", ", a), string.Join(", ", b)));
            }
        }
    }

    private static IReadOnlyList<string> Values(PortableConnection connection, string name) =>
        connection.CustomProperties.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? NoValues;

    private static void AddProperties(List<MemberDifference> found, PortableConnection left, PortableConnection right)
    {
        if (left.Properties is null || right.Properties is null)
        {
            return;
        }

        foreach (
            var name in left.Properties.Keys.Union(right.Properties.Keys, StringComparer.OrdinalIgnoreCase)
                .Except(left.LeftOut, StringComparer.OrdinalIgnoreCase)
                .Except(right.LeftOut, StringComparer.OrdinalIgnoreCase)
                .OrderBy(n => n, StringComparer.Ordinal)
        )
        {
            var isLeft = left.Properties.TryGetValue(name, out var a);
            var isRight = right.Properties.TryGetValue(name, out var b);
            if (isLeft != isRight || (!PropertyValues.AreEqual(a, b) && (a ?? b) is not null))
            {
                found.Add(new MemberDifference(Property + name, PropertySecrets.ShowAny(name, a), PropertySecrets.ShowAny(name, b)));
            }
        }
    }

    private static string Text(bool flag) => flag ? "true" : "false";
}

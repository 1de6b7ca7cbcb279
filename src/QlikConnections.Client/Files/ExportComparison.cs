using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Files;

/// <summary>Compares two sets of connections by space and name, on client-managed sites by name.</summary>
/// <param name="byStatementItem">True to compare connect statements item by item.</param>
/// <param name="all">True to compare ids, times and the service's own tags, too.</param>
public sealed class ExportComparison(bool byStatementItem, bool all)
{
    private const string Statement = nameof(QlikDataConnection.ConnectionString);

    /// <summary>The differences, sorted by space and name.</summary>
    /// <exception cref="QlikException">A side has two connections with one identity.</exception>
    public IEnumerable<QlikDataConnectionDifference> Of(
        IReadOnlyList<PortableConnection> left,
        IReadOnlyList<PortableConnection> right,
        CancellationToken cancellationToken
    )
    {
        // Only Qlik Cloud has spaces.
        var hasSpaces = left.Concat(right).All(c => c.Platform == QlikPlatform.Cloud);
        var (lefts, rights) = (ByKey(left, hasSpaces), ByKey(right, hasSpaces));
        foreach (var key in lefts.Keys.Union(rights.Keys).OrderBy(k => k))
        {
            cancellationToken.ThrowIfCancellationRequested();
            lefts.TryGetValue(key, out var a);
            rights.TryGetValue(key, out var b);
            foreach (var difference in a is null || b is null ? [Only(a, b)] : Between(a, b))
            {
                yield return difference;
            }
        }
    }

    private static SortedDictionary<ExportKey, PortableConnection> ByKey(IReadOnlyList<PortableConnection> connections, bool hasSpaces)
    {
        var byKey = new SortedDictionary<ExportKey, PortableConnection>();
        foreach (var connection in connections)
        {
            var key = hasSpaces
                ? new ExportKey(
                    connection.Space ?? "", connection.Name, connection.Space is null ? connection.Owner ?? "" : "", Guid.Empty)
                : new ExportKey("", connection.Name.ToUpperInvariant(), "", Guid.Empty);
            if (byKey.TryGetValue(key, out var other))
            {
                throw QlikFailure.Create(
                    nameof(Strings.QlikInputContradiction),
                    QlikFailure.Message(
                        nameof(Strings.CompareTwice),
                        connection.Label,
                        string.Join(", ", new[] { other.Source, connection.Source }.Distinct())
                    )
                );
            }

            byKey[key] = connection;
        }

        return byKey;
    }

    private static QlikDataConnectionDifference Only(PortableConnection? left, PortableConnection? right)
    {
        var there = left ?? right!;
        return new QlikDataConnectionDifference
        {
            Connection = there.Name,
            SpaceName = SpaceOf(there),
            Kind = right is null ? QlikDifferenceKind.OnlyLeft : QlikDifferenceKind.OnlyRight,
            LeftConnection = left,
            RightConnection = right,
        };
    }

    private static string? SpaceOf(PortableConnection connection) =>
        connection.Platform == QlikPlatform.Cloud ? connection.Space ?? Strings.PersonalSpaceName : null;

    private IEnumerable<QlikDataConnectionDifference> Between(PortableConnection left, PortableConnection right) =>
        MemberDifference
            .Of(left, right)
            .SelectMany(d => byStatementItem && d.Member == Statement ? Items(d, left, right) : [d])
            .Concat(all ? Provenance(left, right) : [])
            .Select(d => new QlikDataConnectionDifference
            {
                Connection = left.Name,
                SpaceName = SpaceOf(left),
                Property = d.Member,
                Left = d.Left,
                Right = d.Right,
                LeftConnection = left,
                RightConnection = right,
            });

    /// <summary>The items of connect statements that differ; the statements as a whole if these are the same or there are none.</summary>
    private static IReadOnlyList<MemberDifference> Items(MemberDifference whole, PortableConnection left, PortableConnection right)
    {
        var (lefts, rights) = (ItemsOf(left), ItemsOf(right));
        var found = new List<MemberDifference>();
        foreach (var name in lefts.Keys.Union(rights.Keys, StringComparer.OrdinalIgnoreCase))
        {
            lefts.TryGetValue(name, out var a);
            rights.TryGetValue(name, out var b);
            if (a.Value != b.Value && !(a.IsUnknown && b.Value is not null) && !(b.IsUnknown && a.Value is not null))
            {
                found.Add(new MemberDifference($"{Statement}.{name}", a.Shown ?? "", b.Shown ?? ""));
            }
        }

        return found.Count > 0 ? found : [whole];
    }

    /// <summary>The items by name; of several with one name, their values together.</summary>
    private static Dictionary<string, (string? Value, string? Shown, bool IsUnknown)> ItemsOf(PortableConnection connection)
    {
        var items = new Dictionary<string, (string? Value, string? Shown, bool IsUnknown)>(StringComparer.OrdinalIgnoreCase);
        var text = connection.WholeStatement ?? connection.Statement?.Shown ?? "";
        foreach (var group in ConnectStatement.Parse(text).Items.GroupBy(i => i.Name, StringComparer.OrdinalIgnoreCase))
        {
            var isSecret = group.Any(i => i.IsSecret);
            var value = string.Join(", ", group.Select(i => i.Value));
            items[group.Key] = (
                value,
                isSecret || value.Contains(ConnectStatement.Hidden) ? ConnectStatement.Hidden : value,
                connection.WholeStatement is null && value.Contains(ConnectStatement.Hidden)
            );
        }

        return items;
    }

    /// <summary>What cannot be the same on two servers, as far as both sides have it.</summary>
    private static IEnumerable<MemberDifference> Provenance(PortableConnection left, PortableConnection right) =>
        left.Provenance.Keys.Where(right.Provenance.ContainsKey)
            .Where(k => left.Provenance[k] != right.Provenance[k])
            .Select(k => new MemberDifference(k, left.Provenance[k], right.Provenance[k]));
}

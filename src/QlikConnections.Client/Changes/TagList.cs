using System.Text;

namespace QlikConnections.Client;

/// <summary>The API's rules for tags, checked before sending (data-connections reference: at most 31, each at most 256 bytes).</summary>
public static class TagList
{
    private const int Most = 31;
    private const int LongestBytes = 256;

    /// <summary>The prefix of the tag that the service adds to connections created from properties. Users cannot remove it.</summary>
    private const string ServicePrefix = "DcaasAPI:";

    /// <summary>The tags, each once.</summary>
    /// <exception cref="QlikException">There are too many, or one is empty or too long.</exception>
    public static IReadOnlyList<string> Checked(IEnumerable<string> tags, string connectionName)
    {
        var list = tags.Distinct(StringComparer.Ordinal).ToArray();
        if (Array.Find(list, t => string.IsNullOrWhiteSpace(t) || Encoding.UTF8.GetByteCount(t) > LongestBytes) is { } bad)
        {
            throw QlikFailure.Create(nameof(Strings.QlikTagInvalid), bad);
        }

        var count = list.Count(t => !IsService(t));
        return count <= Most ? list : throw QlikFailure.Create(nameof(Strings.QlikTooManyTags), count, connectionName);
    }

    /// <summary>The new list: a given list replaces all tags except the service's own, then additions and removals apply.</summary>
    /// <returns>Null if nothing changes.</returns>
    public static IReadOnlyList<string>? Change(
        IReadOnlyList<string> current,
        IReadOnlyList<string>? set,
        IReadOnlyList<string>? add,
        IReadOnlyList<string>? remove,
        string connectionName,
        QlikPlatform? platform
    )
    {
        if (set is null && add is null && remove is null)
        {
            return null;
        }

        var start = set is null ? current : [.. WithoutService(set), .. current.Where(IsService)];
        var added = (add ?? []).Where(t => !start.Contains(t, StringComparer.OrdinalIgnoreCase));
        var changed = start.Concat(added).Where(t => remove is null || !remove.Contains(t, StringComparer.OrdinalIgnoreCase));
        // The limits apply to Qlik Cloud; on a client-managed site tags are found by name.
        return platform == QlikPlatform.Repository
            ? changed.Distinct(StringComparer.OrdinalIgnoreCase).ToArray()
            : Checked(changed, connectionName);
    }

    /// <summary>The user's own tags, which a copy of a connection gets.</summary>
    public static IEnumerable<string> WithoutService(IEnumerable<string> tags) => tags.Where(t => !IsService(t));

    private static bool IsService(string tag) => tag.StartsWith(ServicePrefix, StringComparison.Ordinal);
}

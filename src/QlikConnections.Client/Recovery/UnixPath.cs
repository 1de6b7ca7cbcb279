namespace QlikConnections.Client.Recovery;

/// <summary>The folders above a file, on Linux and macOS: anyone who can write to one of them can replace everything below it.</summary>
internal static class UnixPath
{
    /// <summary>As many as the system itself follows.</summary>
    private const int MostLinks = 40;

    /// <summary>Why another user can replace the folder; null if nobody can.</summary>
    /// <param name="path">The full path of the folder.</param>
    public static string? Against(string path)
    {
        var links = 0;
        var rest = new Stack<string>(Names(path).Reverse());
        var folder = "/";
        while (rest.Count > 0)
        {
            if (AgainstParent(folder) is { } doubt)
            {
                return doubt;
            }

            var name = rest.Pop();
            if (name == "..")
            {
                folder = Path.GetDirectoryName(folder) ?? "/";
                continue;
            }

            var next = Path.Combine(folder, name);
            if (UnixFile.At(next, followLink: false) is not { IsLink: true } link)
            {
                folder = next;
                continue;
            }

            if (AgainstLink(folder, next, link) is { } reason)
            {
                return reason;
            }

            if (++links > MostLinks || UnixFile.Target(next) is not { } target)
            {
                return QlikFailure.Message(nameof(Strings.TrustUnknown), next);
            }

            foreach (var part in Names(target).Reverse())
            {
                rest.Push(part);
            }

            folder = target[0] == '/' ? "/" : folder;
        }

        return null;
    }

    private static IEnumerable<string> Names(string path) => path.Split('/').Where(n => n is not ("" or "."));

    private static string? AgainstParent(string folder) =>
        UnixFile.At(folder, followLink: false) is not { } parent ? QlikFailure.Message(nameof(Strings.TrustUnknown), folder)
        : !parent.IsOurs ? QlikFailure.Message(nameof(Strings.TrustParentOwner), folder)
        : parent is { IsShared: true, IsSticky: false } ? QlikFailure.Message(nameof(Strings.TrustParentWritable), folder)
        : null;

    /// <summary>Everybody can create a link in a folder such as <c>/tmp</c>, whose owner can lead it elsewhere at any time.</summary>
    private static string? AgainstLink(string folder, string path, UnixFile link) =>
        !link.IsOurs || UnixFile.At(folder, followLink: false) is not { IsShared: false }
            ? QlikFailure.Message(nameof(Strings.TrustLink), path)
            : null;
}

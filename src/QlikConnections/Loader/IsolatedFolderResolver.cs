#if NETFRAMEWORK
using System.Collections.Concurrent;
using System.Reflection;

namespace QlikConnections.Loader;

/// <summary>Answers assembly requests of our own assemblies from our own folder; stands in for the redirects of an app.config we may not
/// edit.</summary>
internal sealed class IsolatedFolderResolver(string folder)
{
    private readonly ConcurrentDictionary<string, Lazy<Assembly?>> _loaded = new(StringComparer.OrdinalIgnoreCase);

    public Assembly? Resolve(AssemblyName requested, string? requesterPath)
    {
        // What was loaded with LoadFrom, as this assembly was, is not found for assemblies that were loaded with LoadFile.
        var own = typeof(IsolatedFolderResolver).Assembly;
        if (string.Equals(requested.Name, own.GetName().Name, StringComparison.OrdinalIgnoreCase))
        {
            return IsolatedFolderRule.MayAnswer(requested, own.GetName(), requesterPath, folder) ? own : null;
        }

        var path = Path.Combine(folder, requested.Name + ".dll");
        var candidate = File.Exists(path) ? AssemblyName.GetAssemblyName(path) : null;
        return IsolatedFolderRule.MayAnswer(requested, candidate, requesterPath, folder) ? LoadOnce(requested.Name) : null;
    }

    /// <summary>
    /// LoadFile, because LoadFrom may return somebody else's assembly of equal identity; through a dictionary, because
    /// LoadFile gives a new instance each time it is asked.
    /// </summary>
    public Assembly? LoadOnce(string name) =>
        _loaded.GetOrAdd(name, n => new Lazy<Assembly?>(() =>
        {
            var path = Path.Combine(folder, n + ".dll");
            return File.Exists(path) ? Assembly.LoadFile(path) : null;
        })).Value;
}
#endif

#if NETFRAMEWORK
using System.Collections.Concurrent;
using System.Reflection;

namespace QlikConnections.Loader;

/// <summary>Resolves assembly requests of our own assemblies from our own folder; replaces the redirects of an app.config that we cannot
/// edit.</summary>
internal sealed class IsolatedFolderResolver(string folder)
{
    private readonly ConcurrentDictionary<string, Lazy<Assembly?>> _loaded = new(StringComparer.OrdinalIgnoreCase);

    public Assembly? Resolve(AssemblyName requested, string? requesterPath)
    {
        // Assemblies that were loaded with LoadFrom, like this one, are not found by assemblies that were loaded with LoadFile.
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
    /// LoadFile, because LoadFrom may return another module's assembly with the same identity; through a dictionary, because LoadFile
    /// returns a new instance at each call.
    /// </summary>
    public Assembly? LoadOnce(string name) =>
        _loaded.GetOrAdd(name, n => new Lazy<Assembly?>(() =>
        {
            var path = Path.Combine(folder, n + ".dll");
            return File.Exists(path) ? Assembly.LoadFile(path) : null;
        })).Value;
}
#endif

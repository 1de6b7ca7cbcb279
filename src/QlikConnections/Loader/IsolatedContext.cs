#if !NETFRAMEWORK
using System.Reflection;
using System.Runtime.Loader;

namespace QlikConnections.Loader;

/// <summary>
/// The load context of everything but this assembly. A subclass, because a plain context asks the default context first and would silently
/// use another module's copy of a package.
/// </summary>
internal sealed class IsolatedContext(string folder) : AssemblyLoadContext("QlikConnections", isCollectible: false)
{
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var own = typeof(IsolatedContext).Assembly;
        if (assemblyName.Name == own.GetName().Name)
        {
            return own;
        }

        // PowerShell's own assemblies are never in the folder; everything else that is not there is the framework's.
        var path = Path.Combine(folder, assemblyName.CultureName ?? "", assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
#endif

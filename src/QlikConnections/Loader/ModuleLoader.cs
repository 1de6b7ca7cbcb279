using System.Reflection;

namespace QlikConnections.Loader;

/// <summary>
/// Loads the cmdlet assembly and everything it ships with apart from the rest of the process, so that neither our packages
/// nor another module's get in each other's way. Called by QlikConnections.psm1 only.
/// </summary>
public static class ModuleLoader
{
    private const string CmdletAssembly = "QlikConnections.Cmdlets";
    private static readonly object Gate = new();
    private static Assembly? s_cmdlets;

    /// <summary>Loads the cmdlet assembly on the first call in a process and returns the same one ever after.</summary>
    /// <param name="moduleFolder">The folder of the module that asks.</param>
    /// <returns>The assembly to hand to <c>Import-Module -Assembly</c>.</returns>
    /// <exception cref="InvalidOperationException">This code is another copy's: the runtime gives out the one it loaded first.</exception>
    /// <exception cref="FileNotFoundException">The module folder is incomplete.</exception>
    public static Assembly Load(string moduleFolder)
    {
        if (!IsIn(moduleFolder))
        {
            throw new InvalidOperationException("Another copy of QlikConnections is loaded.");
        }

        lock (Gate)
        {
            return s_cmdlets ??= LoadIsolated(IsolatedFolder);
        }
    }

    /// <summary>The cmdlet assembly, once a module has asked for it.</summary>
    internal static Assembly Cmdlets => s_cmdlets ?? throw new InvalidOperationException("The module is not loaded.");

    /// <summary>Whether this code was loaded from that module folder, so from <c>bin/&lt;edition&gt;</c> in it.</summary>
    public static bool IsIn(string moduleFolder) =>
        string.Equals(Path.GetFullPath(Path.Combine(OwnFolder, "..", "..")), Path.GetFullPath(moduleFolder), StringComparison.OrdinalIgnoreCase);

    private static string OwnFolder => Path.GetDirectoryName(typeof(ModuleLoader).Assembly.Location)!;

    private static string IsolatedFolder => Path.Combine(OwnFolder, "isolated");

#if NETFRAMEWORK
    private static Assembly LoadIsolated(string folder)
    {
        var resolver = new IsolatedFolderResolver(folder);
        // Never unsubscribed: removing the module in one runspace must not break another.
        AppDomain.CurrentDomain.AssemblyResolve += (_, args) => resolver.Resolve(new AssemblyName(args.Name), args.RequestingAssembly?.Location);
        return resolver.LoadOnce(CmdletAssembly)
            ?? throw new FileNotFoundException("The module folder is incomplete. Install QlikConnections again.", Path.Combine(folder, CmdletAssembly + ".dll"));
    }
#else
    private static Assembly LoadIsolated(string folder) =>
        new IsolatedContext(folder).LoadFromAssemblyPath(Path.Combine(folder, CmdletAssembly + ".dll"));
#endif
}

using System.Reflection;
#if NETFRAMEWORK
using Microsoft.Win32;
#endif

namespace QlikConnections.Loader;

/// <summary>
/// Loads the cmdlet assembly and its dependencies separately from the rest of the process, so that our packages and those of another module
/// do not conflict. Called by QlikConnections.psm1 only.
/// </summary>
public static class ModuleLoader
{
    private const string CmdletAssembly = "QlikConnections.Cmdlets";
    private static readonly object Gate = new();
    private static Assembly? s_cmdlets;

    /// <summary>Loads the cmdlet assembly on the first call in a process and returns the same one on later calls.</summary>
    /// <param name="moduleFolder">The folder of the calling module.</param>
    /// <param name="powerShell">The version of PowerShell.</param>
    /// <returns>The assembly for <c>Import-Module -Assembly</c>.</returns>
    /// <exception cref="InvalidOperationException">This code belongs to another copy: the runtime returns the one that it loaded
    /// first.</exception>
    /// <exception cref="FileNotFoundException">The module folder is incomplete.</exception>
    /// <exception cref="PlatformNotSupportedException">The module does not run on this version of PowerShell or .NET Framework.</exception>
    public static Assembly Load(string moduleFolder, object powerShell)
    {
        if (!IsIn(moduleFolder))
        {
            throw new InvalidOperationException("Another copy of QlikConnections is loaded.");
        }

        lock (Gate)
        {
            return s_cmdlets ??= LoadChecked(powerShell);
        }
    }

    /// <summary>The cmdlet assembly, after a module has requested it.</summary>
    internal static Assembly Cmdlets => s_cmdlets ?? throw new InvalidOperationException("The module is not loaded.");

    /// <summary>Whether this code was loaded from that module folder, so from <c>bin/&lt;edition&gt;</c> in it.</summary>
    public static bool IsIn(string moduleFolder) =>
        string.Equals(
            Path.GetFullPath(Path.Combine(OwnFolder, "..", "..")),
            Path.GetFullPath(moduleFolder),
            StringComparison.OrdinalIgnoreCase
        );

    private static string OwnFolder => Path.GetDirectoryName(typeof(ModuleLoader).Assembly.Location)!;

    private static Assembly LoadChecked(object powerShell)
    {
        if (RuntimeProblem(powerShell) is { } problem)
        {
            throw new PlatformNotSupportedException(problem);
        }

        var folder = Path.Combine(OwnFolder, "isolated");
        return ModuleFolder.Missing(folder) is { } missing
            ? throw new FileNotFoundException(
                $"The module folder is incomplete: '{Path.Combine(folder, missing)}' is missing or empty. Install QlikConnections again."
            )
            : LoadIsolated(folder);
    }

#if NETFRAMEWORK
    private static string? RuntimeProblem(object _) =>
        Environment.OSVersion.Platform == PlatformID.Win32NT
            ? RuntimeRule.FrameworkProblem(
                Registry.GetValue(@"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full", "Release", null)
            )
            : null;

    private static Assembly LoadIsolated(string folder)
    {
        var resolver = new IsolatedFolderResolver(folder);
        // Never unsubscribed: removing the module in one runspace must not break another.
        AppDomain.CurrentDomain.AssemblyResolve += (_, args) =>
            resolver.Resolve(new AssemblyName(args.Name), args.RequestingAssembly?.Location);
        return resolver.LoadOnce(CmdletAssembly)!;
    }
#else
    private static string? RuntimeProblem(object powerShell) => RuntimeRule.PowerShellProblem(powerShell.ToString()!);

    private static Assembly LoadIsolated(string folder) =>
        new IsolatedContext(folder).LoadFromAssemblyPath(Path.Combine(folder, CmdletAssembly + ".dll"));
#endif
}

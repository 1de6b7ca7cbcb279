using System.Reflection;

namespace QlikConnections.FrameworkClient;

/// <summary>
/// FrameworkClient.exe MODULE STACK WORK ADDRESS SECRET [ROOT]. Loads the module in the folder MODULE, does the work on the HTTP stack and
/// prints what came of it: "done: …", or the error id and message. Any exception but the module's own ends the process.
/// </summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        var loader = Assembly.LoadFrom(Path.Combine(args[0], "bin", "Desktop", "QlikConnections.dll"));
        var cmdlets = (Assembly)
            loader.GetType("QlikConnections.Loader.ModuleLoader", true).GetMethod("Load").Invoke(null, [args[0], new Version(5, 1)]);
        // PowerShell looks at the members of the cmdlets, which brings in what they are made of.
        var members = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        _ = cmdlets.GetTypes().SelectMany(t => t.GetFields(members)).Select(f => f.FieldType).ToList();
        // We are no part of the module, so its resolver does not respond us. What it has loaded is available all the same.
        AppDomain.CurrentDomain.AssemblyResolve += (_, e) =>
            AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == new AssemblyName(e.Name).Name);
        return Work.Run(args);
    }
}

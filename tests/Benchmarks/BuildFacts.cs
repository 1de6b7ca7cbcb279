using System.Reflection;

namespace QlikConnections.Benchmarks;

/// <summary>What the build knows and the program needs.</summary>
internal static class BuildFacts
{
    public static string ModuleManifest { get; } = Of(nameof(ModuleManifest));

    public static string Server { get; } = Of(nameof(Server));

    public static string Report { get; } = Of(nameof(Report));

    private static string Of(string key) =>
        Path.GetFullPath(typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!);
}

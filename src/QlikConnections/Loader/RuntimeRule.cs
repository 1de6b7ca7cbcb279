namespace QlikConnections.Loader;

/// <summary>Which runtimes the module runs on, where the manifest cannot say it. Pure, so that the rules are tested on every
/// platform.</summary>
internal static class RuntimeRule
{
    /// <summary>The first release of .NET Framework 4.7.2, in the numbers of the registry.</summary>
    private const int Framework472 = 461808;

    private static readonly Version OldestPowerShell = new(7, 4);

    /// <summary>What is wrong with this version of PowerShell; null when nothing is.</summary>
    public static string? PowerShellProblem(string version) =>
        Version.TryParse(version.Split('-', '+')[0], out var parsed) && parsed < OldestPowerShell
            ? $"QlikConnections needs PowerShell 7.4 or later, or Windows PowerShell 5.1. This is PowerShell {version}."
            : null;

    /// <summary>What is wrong with this release of .NET Framework; null when nothing is. PowerShell checks the manifest's
    /// DotNetFrameworkVersion against the CLR, which is 4.0 for all of them.</summary>
    /// <param name="release">The value Release in the registry; null where there is none.</param>
    public static string? FrameworkProblem(object? release) =>
        release is int number && number < Framework472
            ? $"QlikConnections needs .NET Framework 4.7.2 or later. This computer has an earlier one (release {number})."
            : null;
}

namespace QlikConnections.Loader;

/// <summary>Which runtimes the module runs on, where the manifest cannot express it. Pure functions, so that the rules can be tested on
/// every platform.</summary>
internal static class RuntimeRule
{
    /// <summary>The first release of .NET Framework 4.7.2, in the numbers of the registry.</summary>
    private const int Framework472 = 461808;

    private static readonly Version OldestPowerShell = new(7, 4);

    /// <summary>Why the module does not run on this version of PowerShell; null if it does.</summary>
    public static string? PowerShellProblem(string version) =>
        Version.TryParse(version.Split('-', '+')[0], out var parsed) && parsed < OldestPowerShell
            ? $"QlikConnections needs PowerShell 7.4 or later, or Windows PowerShell 5.1. This is PowerShell {version}."
            : null;

    /// <summary>Why the module does not run on this release of .NET Framework; null if it does. PowerShell checks the manifest's
    /// DotNetFrameworkVersion against the CLR, which is 4.0 for all of them.</summary>
    /// <param name="release">The value Release in the registry; null where there is none.</param>
    public static string? FrameworkProblem(object? release) =>
        release is int number && number < Framework472
            ? $"QlikConnections needs .NET Framework 4.7.2 or later. This computer has an earlier one (release {number})."
            : null;
}

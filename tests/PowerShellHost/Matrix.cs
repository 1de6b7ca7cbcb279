namespace QlikConnections.Testing;

/// <summary>What the suites have seen on each runtime; .ci/run prints it at its end, one line per row.</summary>
public static class Matrix
{
    /// <summary>Where the suites leave results.</summary>
    public static string ResultsFolder { get; } = Path.Combine(PowerShellHost.RepositoryRoot, "output", "TestResults");

    /// <summary>Writes down the result of a row, in place of an earlier one.</summary>
    public static void Report(string row, string result)
    {
        var folder = Directory.CreateDirectory(Path.Combine(ResultsFolder, "rows"));
        File.WriteAllText(Path.Combine(folder.FullName, row + ".txt"), result);
    }
}

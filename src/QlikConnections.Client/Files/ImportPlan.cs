namespace QlikConnections.Client.Files;

/// <summary>The plan of an import to one server.</summary>
/// <param name="Steps">The steps, in the order of the import; removals come last.</param>
/// <param name="NewSpaces">The names of the spaces that are created first.</param>
/// <param name="Warnings">What the user should know before anything is changed.</param>
public sealed record class ImportPlan(
    IReadOnlyList<ImportStep> Steps,
    IReadOnlyList<string> NewSpaces,
    IReadOnlyList<string> Warnings
);

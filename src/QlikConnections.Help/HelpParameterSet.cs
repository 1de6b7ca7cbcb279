namespace QlikConnections.Help;

/// <summary>How a parameter takes part in a parameter set.</summary>
/// <param name="Name">The set, or <see cref="All"/>.</param>
/// <param name="Position">A number, or "Named".</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="ByValue">Whether it takes whole objects from the pipeline.</param>
/// <param name="ByPropertyName">Whether it takes properties of objects from the pipeline.</param>
internal sealed record HelpParameterSet(string Name, string Position, bool Required, bool ByValue, bool ByPropertyName)
{
    /// <summary>The name that stands for every set.</summary>
    public const string All = "(All)";

    /// <summary>In the words of Get-Help.</summary>
    public string PipelineInput => (ByValue, ByPropertyName) switch
    {
        (true, true) => "true (ByValue, ByPropertyName)",
        (true, false) => "true (ByValue)",
        (false, true) => "true (ByPropertyName)",
        _ => "false",
    };
}

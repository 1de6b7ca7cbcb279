namespace QlikConnections.Help;

/// <summary>What a page says about one parameter.</summary>
/// <param name="Name">Its name, without the dash.</param>
/// <param name="Description">Its description, in Markdown.</param>
/// <param name="Type">The full name of its type.</param>
/// <param name="DefaultValue">Its default value, in words.</param>
/// <param name="Wildcards">Whether it takes wildcards.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="Sets">How it takes part in the parameter sets; at least one.</param>
internal sealed record HelpParameter(
    string Name,
    string Description,
    string Type,
    string DefaultValue,
    bool Wildcards,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<HelpParameterSet> Sets)
{
    /// <summary>Whether it is a switch, which takes no value.</summary>
    public bool IsSwitch => Type == "System.Management.Automation.SwitchParameter";

    /// <summary>What holds in any of the sets: Get-Help describes a parameter once.</summary>
    public HelpParameterSet Overall => new(
        HelpParameterSet.All,
        Sets[0].Position,
        Sets.Any(s => s.Required),
        Sets.Any(s => s.ByValue),
        Sets.Any(s => s.ByPropertyName));

    /// <summary>How it takes part in a parameter set; null when it does not.</summary>
    public HelpParameterSet? In(string set) => Sets.FirstOrDefault(s => s.Name == set || s.Name == HelpParameterSet.All);
}

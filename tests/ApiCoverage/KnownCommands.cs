using System.Text.RegularExpressions;

namespace ApiCoverage;

/// <summary>The cmdlets with their parameters, from their pages (which another test holds against the cmdlets), and the names of
/// properties.</summary>
internal sealed partial class KnownCommands(
    IReadOnlyDictionary<string, IReadOnlyCollection<string>> parameters,
    IReadOnlyCollection<string> properties
)
{
    /// <summary>What is wrong in a text that names cmdlets as `Get-QlikX`, parameters as `Get-QlikX -Y` or `-Y`, and properties as
    /// `.Z`.</summary>
    public IEnumerable<string> Problems(string text)
    {
        string? command = null;
        foreach (var code in FactSheet.Code(text))
        {
            if (code.StartsWith('.') && !properties.Contains(code[1..]))
            {
                yield return $"no object has the property {code}";
            }

            if (Command().Match(code) is { Success: true } match)
            {
                command = match.Value;
                if (!parameters.ContainsKey(command))
                {
                    yield return $"there is no cmdlet {command}";
                }
            }

            foreach (var parameter in Parameter().Matches(code).Select(found => found.Value))
            {
                var isKnown = command is null
                    ? parameters.Values.Any(known => known.Contains(parameter))
                    : parameters.TryGetValue(command, out var own) && own.Contains(parameter);
                if (!isKnown)
                {
                    yield return command is null ? $"no cmdlet has a parameter -{parameter}" : $"{command} has no parameter -{parameter}";
                }
            }
        }
    }

    /// <summary>The names of the parameters that a cmdlet's page describes.</summary>
    public static IReadOnlyCollection<string> ParametersOf(string page) =>
        [.. ParameterHeading().Matches(page).Select(match => match.Groups[1].Value)];

    /// <summary>The names of the properties of all types of docs/public-surface.txt.</summary>
    public static HashSet<string> PropertiesOf(string surface) =>
        [.. Property().Matches(surface[surface.IndexOf("# Types", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^[A-Z][a-z]+-Qlik\w+")]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<=(?:^| )-)[A-Z]\w+")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^### -(\w+)", RegexOptions.Multiline)]
    private static partial Regex ParameterHeading();

    [GeneratedRegex(@"^  (\w+): ", RegexOptions.Multiline)]
    private static partial Regex Property();
}

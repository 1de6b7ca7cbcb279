using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Completes names of connected sessions.</summary>
public sealed class SessionNameCompleter : SessionCompleter
{
    internal override Task<IEnumerable<string>> CandidatesAsync(
        CompletionTarget target,
        string word,
        CancellationToken cancellationToken
    ) => Task.FromResult(target.Table.All.Select(s => s.Name));
}

/// <summary>Completes ids of data sources.</summary>
public sealed class DataSourceIdCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(
        CompletionTarget target,
        string word,
        CancellationToken cancellationToken
    ) =>
        (await target.Client.DataSources.ListAsync(includeDisabled: false, refresh: false, cancellationToken).ConfigureAwait(false)).Select(
            s => s.Id
        );
}

/// <summary>Completes names of spaces.</summary>
public sealed class SpaceNameCompleter : SessionCompleter
{
    internal override async Task<IEnumerable<string>> CandidatesAsync(
        CompletionTarget target,
        string word,
        CancellationToken cancellationToken
    ) =>
        (await target.Client.Spaces.ListAsync(false, cancellationToken).ConfigureAwait(false))
            .Select(s => s.Name)
            .Append(Strings.PersonalSpaceName);
}

/// <summary>Completes names of a data source's properties.</summary>
public sealed class PropertyNameCompleter : SpecificationCompleter
{
    internal override IEnumerable<CompletionResult> Results(
        DataSourceSpecification specification,
        bool isChange,
        IReadOnlyDictionary<string, object?>? current,
        string word
    ) =>
        specification.Properties
            .Where(p => SessionCompleter.IsTypable(p.Name) && p.Name.StartsWith(word.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(p => new CompletionResult(SessionCompleter.Quote(p.Name), p.Name, CompletionResultType.ParameterValue, ToolTip(p)));
}

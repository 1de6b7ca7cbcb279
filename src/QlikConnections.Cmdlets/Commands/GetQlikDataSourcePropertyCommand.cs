using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Lists the properties of connections to a data source.</summary>
[Cmdlet(VerbsCommon.Get, "QlikDataSourceProperty", HelpUri = OnlineHelp.DataSources)]
[OutputType(typeof(QlikDataSourceProperty))]
public sealed class GetQlikDataSourcePropertyCommand : DataSourceCmdlet
{
    /// <summary>The data sources: ids, or objects that have one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [DataSourceInput]
    [ArgumentCompleter(typeof(DataSourceIdCompleter))]
    public DataSourceIdentity[] DataSourceId { get; set; } = [];

    /// <summary>Names of properties; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PropertyNameCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync() => ForEachAsync(DataSourceId, async (client, id, report) =>
    {
        var specification = await client.DataSources.SpecificationAsync(id, StopToken).ConfigureAwait(false);
        var names = WildcardText.Patterns(Name);
        foreach (var property in specification.Properties.Where(p => names.Count == 0 || names.Any(n => n.Fits(p.Name))))
        {
            await report(() => Emit(property)).ConfigureAwait(false);
        }

        foreach (var name in names.Where(n => n.IsLiteral && specification.Find(n.Text) is null))
        {
            var failure = QlikFailure.Create(
                nameof(Strings.QlikPropertyNotFound),
                name.Text,
                id,
                Suggestions.Sentence(name.Text, specification.Properties.Select(p => p.Name))
            );
            await report(() => Fail(failure, name.Text)).ConfigureAwait(false);
        }
    }
        );
}

using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Lists the data sources of a tenant.</summary>
[Cmdlet(VerbsCommon.Get, "QlikDataSource", HelpUri = OnlineHelp.DataSources)]
[OutputType(typeof(QlikDataSource))]
public sealed class GetQlikDataSourceCommand : SessionCmdlet
{
    private readonly HashSet<QlikSession> _read = [];

    /// <summary>Ids or names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [NameInput(nameof(QlikDataSource), "data source")]
    [SupportsWildcards]
    [Alias("Name")]
    [ArgumentCompleter(typeof(DataSourceIdCompleter))]
    public string[]? Id { get; set; }

    /// <summary>Also lists disabled data sources.</summary>
    [Parameter]
    public SwitchParameter IncludeDisabled { get; set; }

    /// <summary>Sessions by name or object; by default the session of a piped object, otherwise the default session.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public override SessionIdentity[]? Session { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var texts = Texts(nameof(Id), Id);
        // Each command reads the list again, but only once for all piped ids.
        var clients = Clients().ToDictionary(c => c, c => _read.Add(c.Session));
        await InSessionsAsync(
                [.. clients.Keys],
                async (client, report) =>
                {
                    var sources = await client
                        .DataSources.ListAsync(IncludeDisabled, refresh: clients[client], StopToken)
                        .ConfigureAwait(false);
                    await report(() => sources.Where(s => texts is null || texts.Any(t => Fits(t, s))).ToList().ForEach(Emit))
                        .ConfigureAwait(false);
                    foreach (var text in (texts ?? []).Where(t => t.IsLiteral && !sources.Any(s => Fits(t, s))))
                    {
                        var missing = await MissingAsync(client, text).ConfigureAwait(false);
                        await report(() => Fail(missing, text.Text)).ConfigureAwait(false);
                    }
                }
            )
            .ConfigureAwait(false);
    }

    private static bool Fits(WildcardText text, QlikDataSource source) => text.Fits(source.Id) || text.Fits(source.Name);

    private async Task<QlikException> MissingAsync(IDataConnectionClient client, WildcardText text)
    {
        var all = await client.DataSources.ListAsync(includeDisabled: true, refresh: false, StopToken).ConfigureAwait(false);
        return all.FirstOrDefault(s => Fits(text, s)) is { } off
            ? QlikFailure.Create(nameof(Strings.QlikDataSourceDisabled), off.Id, client.Session.Name)
            : QlikFailure.Create(
                nameof(Strings.QlikDataSourceNotFound),
                text.Text,
                client.Session.Name,
                Suggestions.Sentence(text.Text, all.SelectMany(s => new[] { s.Id, s.Name }))
            );
    }
}

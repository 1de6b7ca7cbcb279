using System.Collections.Concurrent;
using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Disables or enables data sources for a whole tenant.</summary>
[Cmdlet(
    VerbsCommon.Set,
    "QlikDataSource",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    HelpUri = OnlineHelp.DataSources
)]
[OutputType(typeof(QlikDataSource))]
public sealed class SetQlikDataSourceCommand : DataSourceCmdlet
{
    private readonly ConcurrentDictionary<QlikSession, bool> _read = new();

    /// <summary>The data sources: ids, or objects of Get-QlikDataSource.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [DataSourceInput]
    [Alias("Id")]
    [ArgumentCompleter(typeof(DataSourceIdCompleter))]
    public DataSourceIdentity[] DataSourceId { get; set; } = [];

    /// <summary>Disables; -Disabled:$false enables.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [FlagInput(nameof(Disabled))]
    public SwitchParameter Disabled { get; set; }

    /// <summary>The value in <c>-Disabled $false</c>, which PowerShell takes for an argument of its own.</summary>
    [Parameter(Position = 1, DontShow = true)]
    [FlagInput(nameof(Disabled))]
    public SwitchParameter DisabledValue { get; set; }

    /// <summary>Returns the data sources as they are afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool IsToBeDisabled =>
        MyInvocation.BoundParameters.ContainsKey(nameof(DisabledValue)) ? DisabledValue : Disabled;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (!MyInvocation.BoundParameters.Keys.Any(p => p is nameof(Disabled) or nameof(DisabledValue)))
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.DisabledMissing);
        }

        var isToBeDisabled = IsToBeDisabled;
        await ForEachAsync(
            DataSourceId,
            async (client, id, report) =>
            {
                // The cached list may be older than another administrator's change.
                var sources = await client
                    .DataSources.ListAsync(includeDisabled: true, refresh: _read.TryAdd(client.Session, true), StopToken)
                    .ConfigureAwait(false);
                var source =
                    sources.FirstOrDefault(s => s.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
                    ?? throw QlikFailure.Create(
                        nameof(Strings.QlikDataSourceNotFound),
                        id,
                        client.Session.Name,
                        Suggestions.Sentence(id, sources.Select(s => s.Id))
                    );
                var target = QlikFailure.Message(nameof(Strings.TargetDataSource), source.Name, source.Id, client.Session.Name);
                if (source.IsDisabled == isToBeDisabled)
                {
                    await report(() => Verbose(QlikFailure.Message(nameof(Strings.NothingToChange), target))).ConfigureAwait(false);
                }
                else if (await IsApprovedAsync(client, source, target, isToBeDisabled, report).ConfigureAwait(false))
                {
                    var isDisabled = await client.DataSources.SetDisabledAsync(source.Id, isToBeDisabled, StopToken).ConfigureAwait(false);
                    source = source.With(s => s.IsDisabled = isDisabled);
                }
                else
                {
                    return;
                }

                if (PassThru)
                {
                    await report(() => Emit(source)).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
    }

    /// <summary>Enabling takes nothing from anybody, so it is asked about only with -Confirm.</summary>
    private async Task<bool> IsApprovedAsync(
        IDataConnectionClient client,
        QlikDataSource source,
        string target,
        bool isToBeDisabled,
        Func<Action, Task> report
    )
    {
        if (!isToBeDisabled)
        {
            return await AskInTurnAsync(report, () => ShouldProcess(target, Strings.ActionEnable, isForced: true)).ConfigureAwait(false);
        }

        var query = new DataConnectionQuery { DataSourceIds = [new TextMatch(TextMatchKind.Equal, source.Id)], IncludeNames = false };
        var count = 0;
        await foreach (var page in client.ListAsync(query, StopToken).ConfigureAwait(false))
        {
            count += page.Items.Count(c => c.DataSourceId == source.Id);
        }

        var action = QlikFailure.Message(nameof(Strings.ActionDisable), CredentialCmdlet.Connections(count));
        return await AskInTurnAsync(report, () => ShouldProcess(target, action)).ConfigureAwait(false);
    }
}

using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Shows credential sets, or finds those that no connection uses.</summary>
[Cmdlet(VerbsCommon.Get, "QlikDataCredential", DefaultParameterSetName = NoInput, HelpUri = OnlineHelp.DataCredentials)]
[OutputType(typeof(QlikDataCredential))]
public sealed class GetQlikDataCredentialCommand : CredentialCmdlet
{
    private const string Orphans = "Orphaned";

    /// <summary>Without input, which is what people try first.</summary>
    private const string NoInput = "NoInput";

    /// <summary>The credentials that no connection uses; needs a tenant admin.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Orphans)]
    public SwitchParameter Orphaned { get; set; }

    /// <summary>Of orphans, only those of this data source.</summary>
    [Parameter(ParameterSetName = Orphans)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DataSourceIdCompleter))]
    public string? DataSourceId { get; set; }

    /// <summary>Of orphans, only those of this connector.</summary>
    [Parameter(ParameterSetName = Orphans)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TypeCompleter))]
    public string? Type { get; set; }

    /// <summary>Of orphans, only sets that users created for themselves.</summary>
    [Parameter(ParameterSetName = Orphans)]
    public SwitchParameter Separate { get; set; }

    /// <summary>Of orphans, only sets that were part of a connection.</summary>
    [Parameter(ParameterSetName = Orphans)]
    public SwitchParameter Embedded { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (ParameterSetName == NoInput && InputObject is null)
        {
            throw new QlikException(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.QlikInputInvalid), Strings.CredentialsUnlisted),
                Strings.CredentialsUnlistedAdvice);
        }

        if (ParameterSetName != Orphans)
        {
            await base.ProcessAsync().ConfigureAwait(false);
            return;
        }

        // Both switches together are the same as none.
        bool? separate = Separate == Embedded ? null : Separate;
        foreach (var client in Supported(Clients(), c => c.Credentials.Unsupported))
        {
            await TryAsync(client.Session, async () =>
            {
                var orphans = await client.Credentials.OrphansAsync(DataSourceId, Type, separate, StopToken).ConfigureAwait(false);
                orphans.ToList().ForEach(Emit);
                if (orphans.Missing is { } partial)
                {
                    throw partial;
                }
            }).ConfigureAwait(false);
        }
    }

    internal override Task ActAsync(IDataConnectionClient client, QlikDataCredential credential)
    {
        Emit(credential);
        return Task.CompletedTask;
    }
}

using System.Collections;
using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Policy;

namespace QlikConnections.Commands;

/// <summary>Finds the data connections that do not keep a policy.</summary>
[Cmdlet(VerbsDiagnostic.Test, "QlikDataConnectionPolicy", DefaultParameterSetName = ByPath, HelpUri = OnlineHelp.DataConnections)]
[OutputType(typeof(QlikPolicyFinding))]
public sealed class TestQlikDataConnectionPolicyCommand : SessionCmdlet
{
    private const string ByPath = "Path";
    private const string ByTable = "Policy";

    private ConnectionPolicy? _policy;
    private ConnectionSource? _source;
    private DateTimeOffset _now;
    private int _position;
    private int _tested;
    private int _findings;

    /// <summary>The file of the policy, a PowerShell data file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The policy.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTable)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public IDictionary? Policy { get; set; }

    /// <summary>Connections, which are tested as they are, or deserialised connections, rows with an Id or a Name, ids, or names, which
    /// are read.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Names; wildcards are allowed. Without names and input, all connections are tested.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameInput(nameof(QlikDataConnection), "data connection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[]? Name { get; set; }

    private ConnectionSource Source => _source ??= new ConnectionSource(this, Test);

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        await base.BeginAsync().ConfigureAwait(false);
        _now = TimeProvider.System.GetLocalNow();
        _policy = Policy is null
            ? PolicyFile.Read(await FilePathAsync(Path).ConfigureAwait(false))
            : new ConnectionPolicy(PropertyTable.Read(Policy));
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        if (InputObject is null && ObjectsIn(Name) is { } objects)
        {
            (InputObject, Name) = (objects, null);
        }

        if (InputObject is null && !MyInvocation.ExpectingInput)
        {
            foreach (var client in Clients())
            {
                await Source.ListAsync(client, WildcardText.Patterns(Name), StopToken).ConfigureAwait(false);
            }

            return;
        }

        if (Name is not null)
        {
            throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), Strings.InputNamedTwice);
        }

        foreach (var input in InputObject ?? [null])
        {
            _position++;
            await TryAsync(input, () => Source.AddAsync(input, _position, Clients)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        await Source.ReadAsync(StopToken).ConfigureAwait(false);
        Verbose(QlikFailure.Message(nameof(Strings.PolicyDone), _tested, _findings));
    }

    private void Test(QlikDataConnection connection)
    {
        _tested++;
        foreach (var finding in _policy!.Findings(connection, _now))
        {
            _findings++;
            Emit(finding);
        }
    }
}

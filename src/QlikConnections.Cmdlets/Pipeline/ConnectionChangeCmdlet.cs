using System.Management.Automation;
using System.Net;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>
/// A cmdlet that changes existing connections. Input is understood, looked up and approved one by one as it arrives; the changes
/// are made at the end, in as few requests as possible. At the end also because a change on the way could shift the pages of the
/// very list that feeds the pipeline, and so skip connections.
/// </summary>
public abstract class ConnectionChangeCmdlet : SessionCmdlet
{
    internal const string ByObject = "ByObject";
    internal const string ByName = "ByName";
    internal const string ById = "ById";

    private WorkProgress? _reading;

    /// <summary>Connections, their deserialised form, CSV rows with an Id or Name, ids, or names.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("ConnectionId")]
    public Guid[] Id { get; set; } = [];

    /// <summary>How many requests run at the same time where the server takes one connection per request.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>What came of the connections, for the summary.</summary>
    internal WorkSummary Summary { get; } = new();

    /// <summary>The progress of what is read before anything is changed; it begins with the first request for it.</summary>
    internal WorkProgress Reading => _reading ??= new WorkProgress(this, MyInvocation.MyCommand.Name, total: null);

    /// <summary>True when id and name are all that the cmdlet needs of a connection.</summary>
    internal virtual bool IsNameEnough => false;

    /// <summary>True when the change can only be worked out from the present state.</summary>
    internal virtual bool NeedsCurrent => false;

    /// <summary>True when that state includes the properties, so that what is read anyway is read with them.</summary>
    internal virtual bool NeedsProperties => false;

    /// <inheritdoc/>
    protected sealed override async Task EndAsync()
    {
        _reading?.Dispose();
        using (var progress = new WorkProgress(this, MyInvocation.MyCommand.Name, Summary.Planned))
        {
            await ChangeAsync(progress).ConfigureAwait(false);
        }

        Verbose(Summary.ToText(MyInvocation.MyCommand.Name, Requests));
    }

    /// <summary>Makes the approved changes.</summary>
    internal abstract Task ChangeAsync(WorkProgress progress);

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (var (input, read) in Inputs())
        {
            object? target = input;
            try
            {
                var reference = read();
                target = reference.Target;
                foreach (var found in await ResolveAsync(reference).ConfigureAwait(false))
                {
                    await PlanAsync(found, input as PSObject).ConfigureAwait(false);
                }
            }
            catch (QlikException failure) when (!IsHopeless(failure))
            {
                Summary.Failed++;
                Fail(failure, target);
            }
        }
    }

    /// <summary>Works out the change of one connection, asks for approval, and keeps it for the end.</summary>
    /// <param name="target">The connection.</param>
    /// <param name="input">The pipeline object it came from; null when it came by name or id.</param>
    internal abstract Task PlanAsync(ConnectionTarget target, PSObject? input);

    /// <summary>Whether the user wants it. Asked once per connection, before the first request that writes.</summary>
    internal async Task<bool> ApproveAsync(string target, string action)
    {
        var isApproved = await AskAsync(() => IsApproved(target, action)).ConfigureAwait(false);
        Summary.Count(isApproved);
        return isApproved;
    }

    /// <summary>The question itself, on the pipeline thread.</summary>
    internal virtual bool IsApproved(string target, string action) => ShouldProcess(target, action);

    /// <summary>True when no further item can succeed either.</summary>
    internal static bool IsHopeless(QlikException failure) =>
        failure.ErrorId is nameof(Strings.QlikNotConnected) or nameof(Strings.QlikAuthenticationFailed);

    /// <summary>Reports a failed item under the connection's name, which bulk answers do not know.</summary>
    internal void Fail(QlikException failure, ConnectionTarget target)
    {
        if (IsHopeless(failure))
        {
            throw failure;
        }

        Summary.Failed++;
        Fail(new QlikException(failure.ErrorId, $"{target.Label}: {failure.Message}", failure.RecommendedAction, failure), target.Input);
    }

    /// <summary>Counts one outcome, and reports it when it is a failure.</summary>
    internal void Report(ConnectionTarget target, QlikException? failure, WorkProgress progress)
    {
        progress.Done();
        if (failure is null)
        {
            Summary.Done++;
        }
        else
        {
            Fail(failure, target);
        }
    }

    /// <summary>Sends items in lots of what one bulk request takes, so that outcomes come out lot by lot.</summary>
    /// <param name="items">The items.</param>
    /// <param name="send">Sends a lot.</param>
    /// <param name="report">Takes the outcome of an item.</param>
    /// <param name="hasOtherWay">True when the caller can go on item by item if the identity may not do this in bulk.</param>
    /// <returns>False when the identity may not do this in bulk and there is another way; nothing was changed then.</returns>
    internal static async Task<bool> InLotsAsync<T>(
        IReadOnlyList<T> items, Func<IReadOnlyList<T>, Task<IReadOnlyList<ItemOutcome>>> send, Func<T, ItemOutcome, Task> report, bool hasOtherWay)
    {
        const int lotSize = DataConnectionQuery.LargestPage;
        for (var start = 0; start < items.Count; start += lotSize)
        {
            T[] lot = [.. items.Skip(start).Take(lotSize)];
            IReadOnlyList<ItemOutcome> outcomes;
            try
            {
                outcomes = await send(lot).ConfigureAwait(false);
            }
            catch (QlikApiException exception) when (hasOtherWay && start == 0 && exception.StatusCode == HttpStatusCode.Forbidden)
            {
                return false;
            }
            catch (QlikException failure) when (!IsHopeless(failure))
            {
                outcomes = [.. lot.Select(_ => new ItemOutcome(Guid.Empty, failure))];
            }

            for (var i = 0; i < lot.Length; i++)
            {
                await report(lot[i], outcomes[i]).ConfigureAwait(false);
            }
        }

        return true;
    }

    private IEnumerable<(object? Input, Func<ConnectionReference> Read)> Inputs() => ParameterSetName switch
    {
        ByName => Name.Select(n => ((object?)n, (Func<ConnectionReference>)(() => ConnectionReference.ByName(n)))),
        ById => Id.Select(i => ((object?)i, (Func<ConnectionReference>)(() => ConnectionReference.ById(i)))),
        _ => (InputObject ?? [null]).Select(o => ((object?)o, (Func<ConnectionReference>)(() => ConnectionReference.From(o)))),
    };

    private async Task<IReadOnlyList<ConnectionTarget>> ResolveAsync(ConnectionReference reference)
    {
        if (reference.Connection is { } connection)
        {
            var home = connection.Session is { } session ? ClientOf(session) : Clients()[0];
            CheckSession(home.Session);
            return [Target(home, NeedsCurrent && !home.IsCurrent(connection) ? await ReadAsync(home, connection.Id).ConfigureAwait(false) : connection, reference)];
        }

        var clients = reference.SessionName is { } name ? [ClientOf(Find(new SessionIdentity(name)))] : Clients();
        if (reference.SessionName is not null)
        {
            CheckSession(clients[0].Session);
        }

        return reference.Id is { } id
            ? [await ByIdAsync(clients, id, reference).ConfigureAwait(false)]
            : await ByNameAsync(clients, reference).ConfigureAwait(false);
    }

    private async Task<ConnectionTarget> ByIdAsync(IReadOnlyList<IDataConnectionClient> clients, Guid id, ConnectionReference reference)
    {
        if (!NeedsCurrent && clients.Count == 1 && reference.Name is { } name)
        {
            return new ConnectionTarget(clients[0], id, name.Text, reference.SpaceName, null, reference.Target);
        }

        foreach (var client in clients.Take(clients.Count - 1))
        {
            try
            {
                return Target(client, await ReadAsync(client, id).ConfigureAwait(false), reference);
            }
            catch (QlikException failure) when (failure.ErrorId == nameof(Strings.QlikDataConnectionNotFound))
            {
                // An id lives in one tenant; it may be the next session's.
            }
        }

        var last = clients[clients.Count - 1];
        return Target(last, await ReadAsync(last, id).ConfigureAwait(false), reference);
    }

    private async Task<IReadOnlyList<ConnectionTarget>> ByNameAsync(IReadOnlyList<IDataConnectionClient> clients, ConnectionReference reference)
    {
        var found = new List<ConnectionTarget>();
        foreach (var client in clients)
        {
            var query = new DataConnectionQuery { Names = WildcardText.ToServer([reference.Name!]), Condensed = IsNameEnough };
            var reading = Reading;
            await foreach (var page in client.ListAsync(query, StopToken).ConfigureAwait(false))
            {
                reading.Done(page.Items.Count);
                found.AddRange(page.Items
                    .Where(c => reference.Name!.Fits(c.Name) && (reference.SpaceName is null || c.SpaceName == reference.SpaceName))
                    .Select(c => Target(client, c, reference)));
                foreach (var failure in page.Failures)
                {
                    Fail(failure, reference.Target);
                }
            }
        }

        if (reference.Name!.IsLiteral && found.Count != 1)
        {
            var text = reference.Name.Text;
            throw found.Count == 0
                ? QlikFailure.Create(nameof(Strings.QlikDataConnectionNotFound), $"named '{text}'", string.Join(", ", clients.Select(c => c.Session.Name)))
                : QlikFailure.Create(nameof(Strings.QlikAmbiguousConnection), text, string.Join(", ", found.Select(t => $"{t.Label}, id {t.Id:D}, session {t.Client.Session.Name}")));
        }

        return found;
    }

    private async Task<QlikDataConnection> ReadAsync(IDataConnectionClient client, Guid id)
    {
        var reading = Reading;
        var read = await client.GetAsync(id, detailed: NeedsProperties, StopToken).ConfigureAwait(false);
        reading.Done();
        return read;
    }

    private static ConnectionTarget Target(IDataConnectionClient client, QlikDataConnection connection, ConnectionReference reference) =>
        new(client, connection.Id, connection.Name, connection.SpaceName, connection, reference.Target);

    /// <summary>An object goes back where it came from; -Session must not send it elsewhere.</summary>
    private void CheckSession(QlikSession home)
    {
        if (Session is { } named && !named.Any(s => s.Name.Equals(home.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw QlikFailure.Create(
                nameof(Strings.QlikInputInvalid),
                QlikFailure.Message(nameof(Strings.InputSessionMismatch), home.Name, string.Join(", ", named.Select(s => s.Name))));
        }
    }
}

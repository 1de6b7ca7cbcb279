using System.Reflection;

namespace QlikConnections.Client.Tests;

/// <summary>Stands before a client and lets a test act, or fail, just before and just after each call that changes something.</summary>
public class RecordingProxy : DispatchProxy
{
    private IDataConnectionClient _client = null!;
    private Action<string, bool> _act = null!;

    /// <param name="client">The client.</param>
    /// <param name="act">Gets what is done (Create, Update, Owner, Delete), and true when the server has done its work.</param>
    public static IDataConnectionClient Before(IDataConnectionClient client, Action<string, bool> act)
    {
        var proxy = Create<IDataConnectionClient, RecordingProxy>();
        ((RecordingProxy)(object)proxy)._client = client;
        ((RecordingProxy)(object)proxy)._act = act;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IDataConnectionClient.CreateAsync) => CreateAsync((DataConnectionDefinition)args![0]!, (CancellationToken)args[1]!),
        nameof(IDataConnectionClient.ApplyAsync) => ApplyAsync(
            (IReadOnlyList<ChangePlan>)args![0]!, (IAsyncEnumerable<IReadOnlyList<ChangeOutcome>>)targetMethod.Invoke(_client, args)!),
        _ => targetMethod.Invoke(_client, args),
    };

    private async Task<QlikDataConnection> CreateAsync(DataConnectionDefinition definition, CancellationToken cancellationToken)
    {
        _act("Create", false);
        var created = _client.CreateAsync(definition, cancellationToken);
        await Task.WhenAny(created);
        // What the call itself reports is its caller's to see.
        _act("Create", true);
        return await created;
    }

    private async IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> ApplyAsync(
        IReadOnlyList<ChangePlan> plans, IAsyncEnumerable<IReadOnlyList<ChangeOutcome>> applied)
    {
        var call = plans[0].Change switch { { Delete: true } => "Delete", { Owner: not null } => "Owner", _ => "Update" };
        _act(call, false);
        var outcomes = new List<IReadOnlyList<ChangeOutcome>>();
        await foreach (var known in applied)
        {
            outcomes.Add(known);
        }

        _act(call, true);
        foreach (var known in outcomes)
        {
            yield return known;
        }
    }
}

using QlikConnections.Client;
using QlikConnections.Client.Tests;

namespace QlikConnections.Reliability;

/// <summary>A day's work in small: list, give to a new owner, rename, create, delete together and one by one, list again.</summary>
internal sealed class Work(TestServer testServer)
{
    public const string Description = "list 260, move 150, rename 10, create 10, delete 105 together and 5 one by one, list";
    private const int Planted = 260;
    private const int Moved = 150;
    private const int Renamed = 10;
    private const int Created = 10;
    private const int DeletedAlone = 5;

    /// <summary>True to have one request in progress at a time, so that a clock that is moved for one hits no other.</summary>
    public bool OneAtATime { get; init; }

    /// <summary>Plants, lets faults be planned, works, and compares.</summary>
    public async Task<Outcome> RunAsync(Action plan, Func<int> injected)
    {
        Guid[] ids = [.. testServer.Fill(Planted)];
        testServer.Planted = ids.ToHashSet();
        using var client = await testServer.ConnectAsync();
        var newOwner = await client.Users.ResolveAsync(testServer.NewOwner, CancellationToken.None);
        var space = testServer.HasBulk ? await client.Spaces.ResolveAsync("Landing Zone", CancellationToken.None) : null;
        plan();

        var resultLog = new ResultLog(ids);
        var rows = await TestServer.ListAsync(client);
        resultLog.Listed(rows, ids);
        var byId = rows.DistinctBy(r => r.Id).ToDictionary(r => r.Id);

        foreach (
            var outcome in await InPartsAsync(
                ids[..Moved],
                part => client.TransferAsync([.. part.Select(id => new Transfer(id, newOwner, null, byId[id]))], CancellationToken.None)
            )
        )
        {
            resultLog.Changed(outcome.Id, outcome.Failure, now => now.OwnerId == newOwner.Id);
        }

        for (var i = 0; i < Renamed; i++)
        {
            await RenameAsync(client, resultLog, byId[ids[Moved - 1 - i]], $"renamed {i}");
        }

        var left = ids[..Moved].ToList();
        for (var i = 0; i < Created; i++)
        {
            if (await CreateAsync(client, resultLog, testServer.Definition($"new {i}", space)) is { } made)
            {
                left.Add(made);
            }
        }
        foreach (var outcome in await InPartsAsync(ids[Moved..^DeletedAlone], part => client.DeleteManyAsync(part, CancellationToken.None)))
        {
            resultLog.Deleted(outcome.Id, outcome.Failure);
        }

        foreach (var id in ids[^DeletedAlone..])
        {
            await DeleteAsync(client, resultLog, id);
        }

        resultLog.Listed(await TestServer.ListAsync(client), left);
        var applied = injected();
        return resultLog.Close(await testServer.StateAsync(), applied);
    }

    private static async Task RenameAsync(IDataConnectionClient client, ResultLog resultLog, QlikDataConnection connection, string name)
    {
        try
        {
            var now = await client.GetAsync(connection.Id, detailed: false, CancellationToken.None);
            await client.UpdateAsync(now, new() { Name = name }, CancellationToken.None);
            resultLog.Changed(connection.Id, null, c => c.Name == name);
        }
        catch (QlikException failure)
        {
            resultLog.Changed(connection.Id, failure, c => c.Name == name);
        }
    }

    private static async Task DeleteAsync(IDataConnectionClient client, ResultLog resultLog, Guid id)
    {
        try
        {
            await client.DeleteAsync(id, CancellationToken.None);
            resultLog.Deleted(id, null);
        }
        catch (QlikException failure)
        {
            resultLog.Deleted(id, failure);
        }
    }

    private static async Task<Guid?> CreateAsync(IDataConnectionClient client, ResultLog resultLog, DataConnectionDefinition definition)
    {
        try
        {
            var made = await client.CreateAsync(definition, CancellationToken.None);
            resultLog.Created(definition.Name, made.Id, null);
            return made.Id;
        }
        catch (QlikException failure)
        {
            resultLog.Created(definition.Name, null, failure);
            return null;
        }
    }

    private async Task<IReadOnlyList<ItemOutcome>> InPartsAsync(Guid[] ids, Func<Guid[], Task<IReadOnlyList<ItemOutcome>>> act)
    {
        var outcomes = new List<ItemOutcome>();
        foreach (var part in OneAtATime && !testServer.HasBulk ? ids.Chunk(1) : [ids])
        {
            outcomes.AddRange(await act(part));
        }

        return outcomes;
    }
}

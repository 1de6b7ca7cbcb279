using QlikConnections.Client;

namespace QlikConnections.Reliability;

/// <summary>A day's work in small: list, give to a new owner, rename, create, delete together and one by one, list again.</summary>
internal sealed class Work(Ground ground)
{
    public const string Description = "list 260, move 150, rename 10, create 10, delete 105 together and 5 one by one, list";
    private const int Planted = 260;
    private const int Moved = 150;
    private const int Renamed = 10;
    private const int Created = 10;
    private const int DeletedAlone = 5;

    /// <summary>True to have one request under way at a time, so that a clock that is moved for one hits no other.</summary>
    public bool OneAtATime { get; init; }

    /// <summary>Plants, lets faults be planned, works, and compares.</summary>
    public async Task<Outcome> RunAsync(Action plan, Func<int> injected)
    {
        Guid[] ids = [.. ground.Plant(Planted)];
        ground.Planted = ids.ToHashSet();
        using var client = await ground.ConnectAsync();
        var heir = await client.Users.ResolveAsync(ground.Heir, CancellationToken.None);
        var space = ground.HasBulk ? await client.Spaces.ResolveAsync("Landing Zone", CancellationToken.None) : null;
        plan();

        var ledger = new Ledger(ids);
        var rows = await Ground.ListAsync(client);
        ledger.Listed(rows, ids);
        var byId = rows.DistinctBy(r => r.Id).ToDictionary(r => r.Id);

        foreach (var outcome in await InPartsAsync(ids[..Moved], part => client.TransferAsync([.. part.Select(id => new Transfer(id, heir, null, byId[id]))], CancellationToken.None)))
        {
            ledger.Changed(outcome.Id, outcome.Failure, now => now.OwnerId == heir.Id);
        }

        for (var i = 0; i < Renamed; i++)
        {
            await RenameAsync(client, ledger, byId[ids[Moved - 1 - i]], $"renamed {i}");
        }

        var left = ids[..Moved].ToList();
        for (var i = 0; i < Created; i++)
        {
            if (await CreateAsync(client, ledger, ground.Definition($"new {i}", space)) is { } made)
            {
                left.Add(made);
            }
        }
        foreach (var outcome in await InPartsAsync(ids[Moved..^DeletedAlone], part => client.DeleteManyAsync(part, CancellationToken.None)))
        {
            ledger.Deleted(outcome.Id, outcome.Failure);
        }

        foreach (var id in ids[^DeletedAlone..])
        {
            await DeleteAsync(client, ledger, id);
        }

        ledger.Listed(await Ground.ListAsync(client), left);
        var struck = injected();
        return ledger.Close(await ground.StateAsync(), struck);
    }

    private static async Task RenameAsync(IDataConnectionClient client, Ledger ledger, QlikDataConnection connection, string name)
    {
        try
        {
            var now = await client.GetAsync(connection.Id, detailed: false, CancellationToken.None);
            await client.UpdateAsync(now, new() { Name = name }, CancellationToken.None);
            ledger.Changed(connection.Id, null, c => c.Name == name);
        }
        catch (QlikException failure)
        {
            ledger.Changed(connection.Id, failure, c => c.Name == name);
        }
    }

    private static async Task DeleteAsync(IDataConnectionClient client, Ledger ledger, Guid id)
    {
        try
        {
            await client.DeleteAsync(id, CancellationToken.None);
            ledger.Deleted(id, null);
        }
        catch (QlikException failure)
        {
            ledger.Deleted(id, failure);
        }
    }

    private static async Task<Guid?> CreateAsync(IDataConnectionClient client, Ledger ledger, DataConnectionDefinition definition)
    {
        try
        {
            var made = await client.CreateAsync(definition, CancellationToken.None);
            ledger.Created(definition.Name, made.Id, null);
            return made.Id;
        }
        catch (QlikException failure)
        {
            ledger.Created(definition.Name, null, failure);
            return null;
        }
    }

    private async Task<IReadOnlyList<ItemOutcome>> InPartsAsync(Guid[] ids, Func<Guid[], Task<IReadOnlyList<ItemOutcome>>> act)
    {
        var outcomes = new List<ItemOutcome>();
        foreach (var part in OneAtATime && !ground.HasBulk ? ids.Chunk(1) : [ids])
        {
            outcomes.AddRange(await act(part));
        }

        return outcomes;
    }
}

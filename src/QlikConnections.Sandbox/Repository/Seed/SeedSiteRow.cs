namespace QlikConnections.Sandbox.Repository.Seed;

/// <summary>One seeded connection. Tags are parted by commas, custom properties too, each name=value.</summary>
internal sealed record SeedSiteRow(string Name, string Type, string ConnectionString, string Owner)
{
    public string Tags { get; init; } = "";

    public string Properties { get; init; } = "";

    /// <summary>Empty: no credentials.</summary>
    public string UserName { get; init; } = "";

    public int LogOn { get; init; }

    public int Architecture { get; init; } = 2;
}

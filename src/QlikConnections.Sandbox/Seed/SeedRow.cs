namespace QlikConnections.Sandbox.Seed;

/// <summary>One seeded connection. Space null: personal. Tags parted by commas.</summary>
internal sealed record SeedRow(string Name, string Source, string? Space, string Owner, string Tags = "", SeedCredential Credential = SeedCredential.Embedded);

/// <summary>How a seeded connection signs in.</summary>
internal enum SeedCredential
{
    Embedded,
    Separate,
    None,
}

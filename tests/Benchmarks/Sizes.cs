namespace QlikConnections.Benchmarks;

/// <summary>How much of everything is measured.</summary>
internal sealed record class Sizes
{
    /// <summary>What docs/performance.md is about.</summary>
    public static Sizes Full { get; } = new();

    /// <summary>Just enough to see that every part runs to its end; the ratios mean nothing.</summary>
    public static Sizes Small { get; } =
        new()
        {
            Many = 300,
            VeryMany = 600,
            Renames = 40,
            Sample = 20,
            Rows = 120,
            Details = 20,
            Tenants = 3,
            TenantRows = 120,
            Repetitions = 1,
        };

    /// <summary>Connections of a large list.</summary>
    public int Many { get; init; } = 10_000;

    /// <summary>Connections of a very large list.</summary>
    public int VeryMany { get; init; } = 100_000;

    /// <summary>Connections that are renamed.</summary>
    public int Renames { get; init; } = 1_000;

    /// <summary>Connections of what is too slow for all of them.</summary>
    public int Sample { get; init; } = 200;

    /// <summary>Rows of a CSV.</summary>
    public int Rows { get; init; } = 3_000;

    /// <summary>Connections whose properties are read.</summary>
    public int Details { get; init; } = 100;

    /// <summary>Tenants in one command.</summary>
    public int Tenants { get; init; } = 10;

    /// <summary>Connections of each of them.</summary>
    public int TenantRows { get; init; } = 550;

    /// <summary>The most repetitions; null for as many as the part needs.</summary>
    public int? Repetitions { get; init; }

    /// <summary>How often a part is repeated.</summary>
    public int Times(int wanted) => Math.Min(wanted, Repetitions ?? wanted);
}

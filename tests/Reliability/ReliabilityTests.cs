namespace QlikConnections.Reliability;

/// <summary>Under every fault: nothing lost, nothing doubled, everything that failed said so.</summary>
public sealed class ReliabilityTests
{
    /// <summary>The scenarios by name.</summary>
    public static TheoryData<string> Scenarios => [.. Catalogue.All.Select(s => s.Name)];

    /// <summary>One fault, one platform.</summary>
    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Nothing_IsLostOrDoubled(string scenario)
    {
        var outcome = await Catalogue.All.Single(s => s.Name == scenario).OutcomeAsync;

        Assert.True(outcome.Injected > 0, "The fault was not injected.");
        Assert.True((outcome.Lost, outcome.Doubled, outcome.Misreported) == (0, 0, 0), outcome.ToString());
    }

    /// <summary>The page says what the run shows.</summary>
    [Fact]
    public async Task Page_IsWhatTheRunShows()
    {
        var text = await Page.TextAsync();

        if (Environment.GetEnvironmentVariable(Page.WriteVariable) == "1")
        {
            await File.WriteAllTextAsync(Page.Path, text, TestContext.Current.CancellationToken);
        }

        Assert.Equal(text, (await File.ReadAllTextAsync(Page.Path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"));
    }
}

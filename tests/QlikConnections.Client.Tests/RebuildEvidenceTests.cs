using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Tests;

/// <summary>What must fit before a recovery file may have a connection deleted or renamed: each member on its own.</summary>
public sealed class RebuildEvidenceTests
{
    private const string Me = "me";
    private static readonly DateTimeOffset Written = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly RebuildPlan Plan = new("crm (rebuild 0123abcd)", "mssql") { Written = Written };

    private static readonly QlikDataConnection Before = new()
    {
        Id = Guid.NewGuid(),
        Name = "crm",
        SpaceId = "sales",
        DataSourceId = "rest",
        OwnerId = "anna",
        Created = Written.AddYears(-1),
    };

    private static readonly QlikDataConnection Created = new()
    {
        Id = Guid.NewGuid(),
        Name = Plan.TemporaryName,
        SpaceId = "sales",
        DataSourceId = "mssql",
        OwnerId = Me,
        Created = Written,
    };

    public static TheoryData<string, Action<QlikDataConnection>> OtherNew =>
        new()
        {
            { "Name 'another'", c => c.Name = "another" },
            { "SpaceId 'finance'", c => c.SpaceId = "finance" },
            { "SpaceId ''", c => c.SpaceId = null },
            { "DataSourceId 'rest'", c => c.DataSourceId = "rest" },
            { "OwnerId 'anna'", c => c.OwnerId = "anna" },
            { "Created '2026-11-21 12:00:01Z'", c => c.Created = Written.AddDays(1).AddSeconds(1) },
            { "Created '2026-11-19 11:59:59Z'", c => c.Created = Written.AddDays(-1).AddSeconds(-1) },
        };

    public static TheoryData<string, Action<QlikDataConnection>> OtherOld =>
        new()
        {
            { "Name 'another'", c => c.Name = "another" },
            { "SpaceId 'finance'", c => c.SpaceId = "finance" },
            { "SpaceId ''", c => c.SpaceId = null },
            { "DataSourceId 'mssql'", c => c.DataSourceId = "mssql" },
            { "Created '2026-11-20 12:00:00Z'", c => c.Created = Written },
        };

    [Theory]
    [MemberData(nameof(OtherNew))]
    public void New_ThatDiffersInOneMember_IsNamedWithIt(string what, Action<QlikDataConnection> change)
    {
        AssertNames(what, RebuildEvidence.AgainstNew(Created.With(change), Before, Plan, Me, mayBeRenamed: false));
    }

    [Fact]
    public void New_ThatFits_IsTaken()
    {
        Assert.Null(RebuildEvidence.AgainstNew(Created, Before, Plan, Me, mayBeRenamed: false));
        Assert.Null(RebuildEvidence.AgainstNew(Created.With(c => c.Created = Written.AddDays(1)), Before, Plan, Me, mayBeRenamed: false));
        Assert.Null(RebuildEvidence.AgainstNew(Created.With(c => c.OwnerId = "anna"), Before, Plan, userId: null, mayBeRenamed: false));
        Assert.Null(RebuildEvidence.AgainstNew(Created, Before, Plan with { Written = null }, Me, mayBeRenamed: false));
    }

    [Fact]
    public void New_MayHaveTheFinalNameAndOwner_OnlyAtTheEnd()
    {
        var renamed = Created.With(c => (c.Name, c.OwnerId) = ("crm", "anna"));

        Assert.Null(RebuildEvidence.AgainstNew(renamed, Before, Plan, Me, mayBeRenamed: true));
        AssertNames("Name 'crm'", RebuildEvidence.AgainstNew(renamed, Before, Plan, Me, mayBeRenamed: false));
        AssertNames(
            "OwnerId 'bob'",
            RebuildEvidence.AgainstNew(renamed.With(c => c.OwnerId = "bob"), Before, Plan, Me, mayBeRenamed: true)
        );
        // The owner of before does not fit the temporary name.
        AssertNames(
            "OwnerId 'anna'",
            RebuildEvidence.AgainstNew(Created.With(c => c.OwnerId = "anna"), Before, Plan, Me, mayBeRenamed: true)
        );
    }

    [Fact]
    public void New_WithTheIdOfTheOldOne_IsRefused()
    {
        Assert.Contains(
            $"{Before.Id:D}",
            RebuildEvidence.AgainstNew(Created.With(c => c.Id = Before.Id), Before, Plan, Me, mayBeRenamed: true),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(OtherOld))]
    public void Old_ThatDiffersInOneMember_IsNamedWithIt(string what, Action<QlikDataConnection> change)
    {
        AssertNames(what, RebuildEvidence.AgainstOld(Before.With(change), Before));
    }

    [Fact]
    public void Old_ThatFits_IsTaken()
    {
        Assert.Null(RebuildEvidence.AgainstOld(Before, Before));
        Assert.Null(RebuildEvidence.AgainstOld(Before.With(c => c.Created = null), Before));
        Assert.NotNull(RebuildEvidence.AgainstOld(Before, Before.With(c => c.Created = null)));
    }

    /// <summary>The message has the member and the value that the server has.</summary>
    private static void AssertNames(string what, string? message)
    {
        Assert.NotNull(message);
        foreach (var part in what.Split('\''))
        {
            Assert.Contains(part.Trim(), message, StringComparison.Ordinal);
        }
    }
}

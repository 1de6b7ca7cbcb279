namespace QlikConnections.Client.Tests;

/// <summary>Where a name must be unique, and which changes of one command collide there.</summary>
public sealed class NamePlacesTests
{
    private static readonly QlikSpace Sales = new() { Id = "sales", Name = "Sales" };

    [Fact]
    public void OnQlikCloud_NamesAreUniqueInASpace_AndCaseCounts()
    {
        Assert.Equal(Place(Row("CRM", "sales")), Place(Row("CRM", "sales", owner: "other")));
        Assert.NotEqual(Place(Row("CRM", "sales")), Place(Row("CRM", "finance")));
        Assert.NotEqual(Place(Row("CRM", "sales")), Place(Row("crm", "sales")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void OnQlikCloud_APersonalSpaceBelongsToItsOwner(string? space)
    {
        Assert.Equal(Place(Row("CRM", space)), Place(Row("CRM", space)));
        Assert.NotEqual(Place(Row("CRM", space)), Place(Row("CRM", space, owner: "other")));
        Assert.NotEqual(Place(Row("CRM", space)), Place(Row("CRM", "anna")));
    }

    [Fact]
    public void OnASite_NamesAreUniqueIgnoringCase() =>
        Assert.Equal(
            NamePlaces.Of(QlikPlatform.Repository, Row("CRM", "x")),
            NamePlaces.Of(QlikPlatform.Repository, Row("crm", null, owner: "other"))
        );

    [Fact]
    public void ChangeThatKeepsNameAndPlace_DoesNotArrive()
    {
        Assert.Null(After(Row("CRM", "sales"), new() { Type = "x", Owner = new QlikUser { Id = "other" } }));
        Assert.Null(After(Row("CRM", "sales"), new() { Name = "CRM 2", Delete = true }));
    }

    [Fact]
    public void ChangeOfNameSpaceOrPersonalOwner_Arrives()
    {
        Assert.Equal(Place(Row("CRM 2", "sales")), After(Row("CRM", "sales"), new() { Name = "CRM 2" }));
        Assert.Equal(Place(Row("CRM", "sales")), After(Row("CRM"), new() { Space = Sales }));
        Assert.Equal(Place(Row("CRM", owner: "other")), After(Row("CRM"), new() { Owner = new QlikUser { Id = "other" } }));
    }

    [Fact]
    public void TwoThatArriveAtOneName_AreRefusedTogether()
    {
        var one = Planned(1, Row("a", "sales"), new() { Name = "CRM" });
        var two = Planned(2, Row("CRM", "finance"), new() { Space = Sales });
        var alone = Planned(3, Row("b", "sales"), new() { Name = "c" });

        var refused = Refusals(one, two, alone);

        Assert.Equal(new[] { one, two }.Select(p => p.Current.Id).ToHashSet(), refused.Keys.ToHashSet());
        Assert.All(refused.Values, r => Assert.Equal("QlikInputContradiction", r.ErrorId));
        Assert.Contains(
            "2 connections would have the name 'CRM' in the same space: a (row 1), CRM (row 2).",
            refused[one.Current.Id].Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ManyThatArriveAtOneName_AreAllRefused_AndFiveAreNamed()
    {
        PlannedChange[] planned = [.. Enumerable.Range(1, 7).Select(i => Planned(i, Row($"row-{i}", "sales"), new() { Name = "CRM" }))];

        var refused = Refusals(planned);

        Assert.Equal(7, refused.Count);
        var message = refused[planned[6].Current.Id].Message;
        Assert.Contains("7 connections", message, StringComparison.Ordinal);
        Assert.Contains("row-5", message, StringComparison.Ordinal);
        Assert.DoesNotContain("row-6", message, StringComparison.Ordinal);
    }

    [Fact]
    public void NameOfOneThatStays_IsTaken()
    {
        var holder = Planned(1, Row("CRM", "sales"), new() { Type = "x" });
        var move = Planned(2, Row("a", "sales"), new() { Name = "CRM" });

        var refused = Refusals(holder, move);

        var refusal = Assert.Single(refused);
        Assert.Equal((move.Current.Id, "QlikConflict"), (refusal.Key, refusal.Value.ErrorId));
        Assert.Contains("already used by CRM", refusal.Value.Message, StringComparison.Ordinal);
    }

    /// <summary>The order of the requests is not certain, so the name may be taken still when the other change arrives.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NameOfOneThatLeaves_IsTakenStill(bool isDeleted)
    {
        var holder = Planned(1, Row("CRM", "sales"), isDeleted ? new() { Delete = true } : new() { Name = "b" });
        var move = Planned(2, Row("a", "sales"), new() { Name = "CRM" });

        var refused = Refusals(holder, move);

        var refusal = Assert.Single(refused);
        Assert.Equal((move.Current.Id, "QlikConflict"), (refusal.Key, refusal.Value.ErrorId));
        Assert.Contains("still used by CRM", refusal.Value.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NameOfOneWithoutAPlan_IsTaken()
    {
        var holder = Planned(1, Row("CRM", "sales"), new()) with { Plan = null };
        var move = Planned(2, Row("a", "sales"), new() { Name = "CRM" });

        Assert.Contains("already used by CRM", Assert.Single(Refusals(holder, move)).Value.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChangeOfCaseOfTheOwnName_IsNotRefused_OnASite() =>
        Assert.Empty(
            NamePlaces.Refusals(
                QlikPlatform.Repository,
                [Planned(1, Row("CRM"), new() { Name = "crm" }), Planned(2, Row("b"), new() { Type = "x" })]
            )
        );

    private static QlikDataConnection Row(string name, string? space = null, string owner = "anna") =>
        new()
        {
            Id = Guid.NewGuid(),
            Name = name,
            SpaceId = space,
            OwnerId = owner,
        };

    private static (string Place, string Name) Place(QlikDataConnection row) => NamePlaces.Of(QlikPlatform.Cloud, row);

    private static (string Place, string Name)? After(QlikDataConnection row, DataConnectionChange change) =>
        NamePlaces.AfterOf(QlikPlatform.Cloud, new ChangePlan(row, change, []));

    private static PlannedChange Planned(int row, QlikDataConnection current, DataConnectionChange change) =>
        new(current, [new WantedChange(row, change)]) { Wanted = change, Plan = new ChangePlan(current, change, []) };

    private static Dictionary<Guid, QlikException> Refusals(params PlannedChange[] planned) =>
        NamePlaces.Refusals(QlikPlatform.Cloud, planned);
}

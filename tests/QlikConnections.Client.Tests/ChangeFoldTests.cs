namespace QlikConnections.Client.Tests;

/// <summary>All rows about one connection are one change, or a contradiction that names both rows.</summary>
public sealed class ChangeFoldTests
{
    private static readonly DataConnectionChange Everything = new()
    {
        Name = "a",
        Tags = ["a"],
        ConnectionString = "a",
        Type = "a",
        Architecture = QlikArchitecture.X64,
        LogOn = QlikLogOn.CurrentUser,
        CredentialId = Guid.Parse("0d6b6a41-7f7f-4a5e-8b55-0a6f3f1f0a01"),
        SeparateCredentials = true,
        DataSourceId = "a",
        Owner = new QlikUser { Id = "a" },
        Space = new QlikSpace { Id = "a" },
        CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["Department"] = ["a", "b"] },
        Properties = new Dictionary<string, object?> { ["host"] = "a", ["port"] = 1 },
    };

    [Fact]
    public void Fold_OneRow_IsThatRow() => Assert.Same(Everything, ChangeFold.Of("c", [new(1, Everything)]));

    [Fact]
    public void Fold_EqualValuesInOtherObjects_CountOnce()
    {
        var same = Everything with
        {
            Tags = ["A"],
            Owner = new QlikUser { Id = "a", Name = "other spelling" },
            Space = new QlikSpace { Id = "a" },
            CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["department"] = ["B", "a"] },
            Properties = new Dictionary<string, object?> { ["port"] = "1" },
        };

        var folded = ChangeFold.Of("c", [new(1, Everything), new(2, same)]);

        Assert.Equal("a", folded.Name);
        Assert.Equal(["host", "port"], folded.Properties!.Keys);
        Assert.Equal(["Department"], folded.CustomProperties!.Keys);
        Assert.Equal(Everything.CredentialId, folded.CredentialId);
        Assert.Equal((QlikArchitecture.X64, QlikLogOn.CurrentUser, true), (folded.Architecture!.Value, folded.LogOn!.Value, folded.SeparateCredentials!.Value));
    }

    [Fact]
    public void Fold_TagsToAddAndRemove_Unite()
    {
        var folded = ChangeFold.Of("c", [new(1, new() { AddTags = ["a"] }), new(2, new() { AddTags = ["b", "A"], RemoveTags = ["x"] }), new(3, new() { RemoveTags = ["y"] })]);

        Assert.Equal(["a", "b"], folded.AddTags!);
        Assert.Equal(["x", "y"], folded.RemoveTags!);
        Assert.Null(folded.Tags);
    }

    [Fact]
    public void Fold_DifferentMembers_AreOneChange()
    {
        var folded = ChangeFold.Of("c", [new(1, new() { Name = "n" }), new(2, new()), new(3, new() { Type = "t" })]);

        Assert.Equal(new DataConnectionChange { Name = "n", Type = "t" }, folded);
    }

    [Theory]
    [InlineData("NewName")]
    [InlineData("Tag")]
    [InlineData("ConnectionString")]
    [InlineData("Type")]
    [InlineData("Architecture")]
    [InlineData("LogOn")]
    [InlineData("CredentialId")]
    [InlineData("SeparateCredentials")]
    [InlineData("DataSourceId")]
    [InlineData("Owner")]
    [InlineData("Space")]
    [InlineData("CustomProperty 'Department'")]
    [InlineData("Property 'host'")]
    public void Fold_TwoValues_AreAnErrorThatNamesBothRows(string column)
    {
        DataConnectionChange other = column switch
        {
            "NewName" => new() { Name = "b" },
            "Tag" => new() { Tags = ["a", "b"] },
            "ConnectionString" => new() { ConnectionString = "A" },
            "Type" => new() { Type = "b" },
            "Architecture" => new() { Architecture = QlikArchitecture.X86 },
            "LogOn" => new() { LogOn = QlikLogOn.ServiceUser },
            "CredentialId" => new() { CredentialId = Guid.NewGuid() },
            "SeparateCredentials" => new() { SeparateCredentials = false },
            "DataSourceId" => new() { DataSourceId = "b" },
            "Owner" => new() { Owner = new QlikUser { Id = "b" } },
            "Space" => new() { Space = new QlikSpace { Id = "b" } },
            "Property 'host'" => new() { Properties = new Dictionary<string, object?> { ["HOST"] = "b" } },
            _ => new() { CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["Department"] = ["a"] } },
        };

        var failure = Assert.Throws<QlikException>(() => ChangeFold.Of("CRM", [new(3, new()), new(5, Everything), new(9, other)]));

        Assert.Equal("QlikInputContradiction", failure.ErrorId);
        Assert.Contains("rows 5 and 9", failure.Message, StringComparison.Ordinal);
        Assert.Contains(column, failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("CRM", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fold_SecretsThatDiffer_AreNotInTheMessage()
    {
        DataConnectionChange With(string secret) => new() { Properties = new Dictionary<string, object?> { ["password"] = secret } };

        var failure = Assert.Throws<QlikException>(() => ChangeFold.Of("CRM", [new(1, With("first-s3cret")), new(2, With("second-s3cret"))]));

        Assert.DoesNotContain("s3cret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fold_TagAddedByOneRowAndRemovedByAnother_IsAContradiction() =>
        Assert.Throws<QlikException>(() => ChangeFold.Of("c", [new(1, new() { AddTags = ["x"] }), new(2, new() { RemoveTags = ["X"] })]));

    [Fact]
    public void Fold_TagAddedAndRemovedByEachRow_IsRemoved()
    {
        var both = new DataConnectionChange { AddTags = ["x"], RemoveTags = ["x"] };

        Assert.Equal(both, ChangeFold.Of("c", [new(1, both), new(2, both)]));
    }
}

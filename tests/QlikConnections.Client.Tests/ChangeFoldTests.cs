using System.Net;

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
        Assert.Equal(
            (QlikArchitecture.X64, QlikLogOn.CurrentUser, true),
            (folded.Architecture!.Value, folded.LogOn!.Value, folded.SeparateCredentials!.Value)
        );
    }

    [Fact]
    public void Fold_TagsToAddAndRemove_Unite()
    {
        var folded = ChangeFold.Of(
            "c",
            [
                new(1, new() { AddTags = ["a"] }),
                new(2, new() { AddTags = ["b", "A"], RemoveTags = ["x"] }),
                new(3, new() { RemoveTags = ["y"] }),
            ]
        );

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

        var failure = Assert.Throws<QlikException>(() =>
            ChangeFold.Of("CRM", [new(1, With("first-s3cret")), new(2, With("second-s3cret"))])
        );

        Assert.DoesNotContain("s3cret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fold_TagAddedByOneRowAndRemovedByAnother_IsAContradiction() =>
        Assert.Throws<QlikException>(() => ChangeFold.Of("c", [new(1, new() { AddTags = ["x"] }), new(2, new() { RemoveTags = ["X"] })]));

    [Theory]
    [InlineData(2, 7)]
    [InlineData(7, 2)]
    public void Fold_TagAddedByOneRowAndRemovedByAnother_NamesTheRowsInTheirOrder(int adding, int removing)
    {
        WantedChange[] rows = [new(adding, new() { AddTags = ["x"] }), new(removing, new() { RemoveTags = ["x"] })];

        var failure = Assert.Throws<QlikException>(() => ChangeFold.Of("CRM", [.. rows.OrderBy(r => r.Row)]));

        Assert.Contains("rows 2 and 7 give different values for Tag of 'CRM'", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A switch of one row is not lost because another row has only a value.</summary>
    [Fact]
    public void Fold_SwitchOfOneRow_Stays()
    {
        DataConnectionChange[] switches =
        [
            new() { ClearCredential = true },
            new() { ClearConnectionSecret = true },
            new() { SkipPropertyCheck = true },
            new() { Rebuild = true },
            new() { Delete = true },
        ];

        Assert.All(
            switches,
            change => Assert.Equal(change with { Name = "n" }, ChangeFold.Of("c", [new(1, change), new(2, new() { Name = "n" })]))
        );
    }

    [Fact]
    public void Fold_TablesOfOneRow_Stay()
    {
        var folded = ChangeFold.Of(
            "c",
            [
                new(1, new() { Name = "n" }),
                new(2, new() { Properties = Everything.Properties, CustomProperties = Everything.CustomProperties }),
            ]
        );

        Assert.Equal(["host", "port"], folded.Properties!.Keys);
        Assert.Equal(["a", "b"], folded.CustomProperties!["Department"]);
    }

    [Fact]
    public void Fold_SameLoginInOtherObjects_CountsOnce()
    {
        var folded = ChangeFold.Of(
            "c",
            [
                new(1, new() { Credential = new("anna", "s3cret") }),
                new(2, new() { Credential = new("anna", "s3cret") }),
                new(3, new() { Name = "n" }),
            ]
        );

        Assert.Equal(("anna", "s3cret"), (folded.Credential!.UserName, folded.Credential.Password));
    }

    [Theory]
    [InlineData("Credential", "berta", "s3cret")]
    [InlineData("Credential", "anna", "s3cret too")]
    [InlineData("Credential", "Anna", "s3cret")]
    [InlineData("ConnectionSecret", "anna", "s3cret")]
    [InlineData("AuthCode", "anna", "s3cret")]
    public void Fold_TwoSecrets_AreAnErrorThatSaysNeither(string column, string user, string password)
    {
        DataConnectionChange With(NetworkCredential login) =>
            column switch
            {
                "Credential" => new() { Credential = login },
                "ConnectionSecret" => new() { ConnectionSecret = login.SecurePassword },
                _ => new() { AuthCode = login.SecurePassword },
            };

        var failure = Assert.Throws<QlikException>(() =>
            ChangeFold.Of("CRM", [new(4, With(new("anna", "s3cret"))), new(6, With(new(user, password)))])
        );

        Assert.Contains($"rows 4 and 6 give different values for {column} of 'CRM'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fold_OneSecretInAllRows_CountsOnce()
    {
        using var secret = new NetworkCredential("", "s3cret").SecurePassword;
        var both = new DataConnectionChange { ConnectionSecret = secret, AuthCode = secret };

        var folded = ChangeFold.Of("c", [new(1, both), new(2, both with { Name = "n" })]);

        Assert.Equal(both with { Name = "n" }, folded);
    }

    [Fact]
    public void Fold_TagAddedAndRemovedByEachRow_IsRemoved()
    {
        var both = new DataConnectionChange { AddTags = ["x"], RemoveTags = ["x"] };

        Assert.Equal(both, ChangeFold.Of("c", [new(1, both), new(2, both)]));
    }
}

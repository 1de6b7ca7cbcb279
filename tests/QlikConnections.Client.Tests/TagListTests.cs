namespace QlikConnections.Client.Tests;

/// <summary>What becomes of the tags of a connection, and which lists are refused before anything is sent.</summary>
public sealed class TagListTests
{
    private const string OfTheService = "DcaasAPI:1";

    [Fact]
    public void NothingGiven_ChangesNothing() => Assert.Null(TagList.Change(["a"], null, null, null, "CRM", QlikPlatform.Cloud));

    [Fact]
    public void GivenList_ReplacesAllButTheTagOfTheService() =>
        Assert.Equal(["b", OfTheService], TagList.Change(["a", OfTheService], ["b", "DcaasAPI:2"], null, null, "CRM", QlikPlatform.Cloud)!);

    [Fact]
    public void AddedTag_ThatIsThereInAnotherCase_IsNotAddedAgain() =>
        Assert.Equal(["Prod", "new"], TagList.Change(["Prod"], null, ["PROD", "new"], null, "CRM", QlikPlatform.Cloud)!);

    [Fact]
    public void RemovedTag_IsRemovedInAnyCase_EvenWhenItIsAdded() =>
        Assert.Equal(["kept"], TagList.Change(["Prod", "kept"], null, ["new"], ["PROD", "New"], "CRM", QlikPlatform.Cloud)!);

    [Theory]
    [InlineData(QlikPlatform.Cloud, new[] { "a", "A" })]
    [InlineData(null, new[] { "a", "A" })]
    [InlineData(QlikPlatform.Repository, new[] { "a" })]
    public void TagTwice_CountsOnce(QlikPlatform? platform, string[] expected) =>
        Assert.Equal(expected, TagList.Change([], ["a", "A", "a"], null, null, "CRM", platform)!);

    [Fact]
    public void ThirtyOneTags_AreAccepted_BesideThatOfTheService() =>
        Assert.Equal(32, TagList.Change([OfTheService], Numbered(31), null, null, "CRM", QlikPlatform.Cloud)!.Count);

    [Fact]
    public void ThirtyTwoTags_AreRefused_OnQlikCloudOnly()
    {
        var failure = Assert.Throws<QlikException>(() => TagList.Change(Numbered(31), null, ["one more"], null, "CRM", QlikPlatform.Cloud));

        Assert.Equal("QlikTooManyTags", failure.ErrorId);
        Assert.Contains("32", failure.Message, StringComparison.Ordinal);
        Assert.Contains("CRM", failure.Message, StringComparison.Ordinal);
        Assert.Equal(32, TagList.Change(Numbered(31), null, ["one more"], null, "CRM", QlikPlatform.Repository)!.Count);
    }

    /// <summary>The limit is in bytes, of which these letters have two.</summary>
    [Fact]
    public void TagOf256Bytes_IsTheLongest()
    {
        var longest = new string('ö', 128);

        Assert.Equal([longest], TagList.Checked([longest], "CRM"));
        Assert.Equal("QlikTagInvalid", Assert.Throws<QlikException>(() => TagList.Checked(["a", longest + "x"], "CRM")).ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void EmptyTag_IsRefused(string tag) =>
        Assert.Equal("QlikTagInvalid", Assert.Throws<QlikException>(() => TagList.Checked(["a", tag], "CRM")).ErrorId);

    private static string[] Numbered(int count) => [.. Enumerable.Range(1, count).Select(i => $"tag {i}")];
}

using System.Reflection;
using QlikConnections.Loader;

namespace QlikConnections.Client.Tests;

/// <summary>Which assembly requests our folder responses on Windows PowerShell.</summary>
public sealed class LoaderRuleTests
{
    private const string Json = "System.Text.Json, Version=9.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "module", "isolated");
    private static readonly string Ours = Path.Combine(Folder, "QlikConnections.Client.dll");
    private static readonly string Theirs = Path.Combine(Path.GetTempPath(), "other", "Other.dll");

    [Fact]
    public void OwnAssemblyAsks_ForWhatIsThere_IsAnswered() => Assert.True(May(Json, Json, Ours));

    [Fact]
    public void NothingOfThatNameInTheFolder_IsNotAnswered() =>
        Assert.False(IsolatedFolderRule.MayAnswer(new AssemblyName(Json), null, Ours, Folder));

    [Fact]
    public void OtherModuleAsks_GetsNothing() => Assert.False(May(Json, Json, Theirs));

    [Fact]
    public void OtherModuleAsksForOurs_GetsNothing() =>
        Assert.False(May("QlikConnections.Client", "QlikConnections.Client, Version=0.0.0.0", Theirs));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void UnknownRequester_IsAnsweredForOurNamesOnly(string? requester)
    {
        Assert.False(May(Json, Json, requester));
        Assert.True(May("QlikConnections.Client", "QlikConnections.Client, Version=0.0.0.0", requester));
        Assert.True(May("qlikconnections.CLIENT", "QlikConnections.Client, Version=0.0.0.0", requester));
        Assert.True(May("QlikConnections", "QlikConnections, Version=0.0.0.0", requester));
        Assert.False(May("QlikConnectionsOther", "QlikConnectionsOther, Version=0.0.0.0", requester));
    }

    [Fact]
    public void OwnAssemblyAsksForTheLoader_IsAnswered()
    {
        Assert.True(May("QlikConnections, Version=0.0.0.0", "QlikConnections, Version=0.0.0.0", Ours));
        Assert.False(May("QlikConnections, Version=0.0.0.0", "QlikConnections, Version=0.0.0.0", Theirs));
    }

    [Theory]
    [InlineData("8.0.0.5", true)]
    [InlineData("9.0.0.0", true)]
    [InlineData("9.0.0.1", false)]
    [InlineData("10.0.0.0", false)]
    public void OlderOrEqualVersion_IsAnswered(string requested, bool answered) =>
        Assert.Equal(answered, May(Json.Replace("9.0.0.0", requested, StringComparison.Ordinal), Json, Ours));

    [Fact]
    public void NoVersionAskedFor_IsAnswered() => Assert.True(May("System.Text.Json, PublicKeyToken=cc7b13ffcd2ddd51", Json, Ours));

    [Theory]
    [InlineData("PublicKeyToken=b77a5c561934e089")]
    [InlineData("PublicKeyToken=null")]
    public void AnotherPublisher_IsNotAnswered(string token) =>
        Assert.False(May(Json.Replace("PublicKeyToken=cc7b13ffcd2ddd51", token, StringComparison.Ordinal), Json, Ours));

    [Fact]
    public void AnotherName_IsNotAnswered() => Assert.False(May("System.Text", Json, Ours));

    [Fact]
    public void RequesterInASubfolderOrASiblingOfLikeName_IsAnotherModule()
    {
        Assert.False(May(Json, Json, Path.Combine(Folder, "sub", "X.dll")));
        Assert.False(May(Json, Json, Path.Combine(Folder + "2", "X.dll")));
    }

    [Fact]
    public void FolderWithSeparatorOrOtherCase_IsTheSameFolder()
    {
        var name = new AssemblyName(Json);
        Assert.True(IsolatedFolderRule.MayAnswer(name, name, Ours, Folder + Path.DirectorySeparatorChar));
        Assert.True(IsolatedFolderRule.MayAnswer(name, name, Ours.ToUpperInvariant(), Folder));
        Assert.True(IsolatedFolderRule.MayAnswer(name, name, Path.Combine(Folder, "x", "..", "QlikConnections.Client.dll"), Folder));
    }

    private static bool May(string requested, string candidate, string? requester) =>
        IsolatedFolderRule.MayAnswer(new AssemblyName(requested), new AssemblyName(candidate), requester, Folder);
}

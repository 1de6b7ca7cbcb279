using QlikConnections.Client.Http;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Client.Tests;

/// <summary>The contexts of qlik-cli, as it and people write them.</summary>
public sealed class CliContextFileTests : IDisposable
{
    private const string Usual = """
        current-context: prod
        contexts:
          prod:
            server: https://acme.eu.qlikcloud.com
            server-type: cloud
            comment: "the one: with a colon"
            headers:
              Authorization: Bearer planted-key
          robot:
            server: https://acme.eu.qlikcloud.com
            server-type: cloud
            oauth-client-id: made-up-id
            oauth-client-secret: planted-secret
          onprem:
            server: https://sense.acme.test/jwt
            server-type: Windows
            insecure: true
            headers:
              authorization: bearer planted-jwt
        """;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"contexts-{Guid.NewGuid():N}.yml");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void EveryKindOfSignIn_IsRead()
    {
        var file = Written(Usual);

        Assert.Equal(["prod", "robot", "onprem"], file.Names);
        var (prod, robot, site) = (file.Get(null), file.Get("robot"), file.Get("ONPREM"));
        Assert.Equal(("prod", "https://acme.eu.qlikcloud.com", QlikPlatform.Cloud), (prod.Name, prod.Server, prod.Platform));
        Assert.Equal("planted-key", SecretText.Reveal(prod.Token!));
        Assert.Equal(("made-up-id", "planted-secret"), (robot.ClientId, SecretText.Reveal(robot.ClientSecret!)));
        Assert.Null(robot.Token);
        Assert.Equal((QlikPlatform.Repository, true), (site.Platform, site.SkipsCertificateCheck));
        Assert.Equal("planted-jwt", SecretText.Reveal(site.Token!));
        Assert.False(prod.SkipsCertificateCheck);
    }

    [Theory]
    [InlineData("https://acme.us.qlikcloud.com", QlikPlatform.Cloud)]
    [InlineData("acme.us.qlikcloud.com", QlikPlatform.Cloud)]
    [InlineData("https://acme.us.qlikcloudgov.com/", QlikPlatform.Cloud)]
    [InlineData("https://analytics.acme.test", QlikPlatform.Cloud)]
    [InlineData("https://sense.acme.test/jwt", QlikPlatform.Repository)]
    public void ContextWithoutAType_IsJudgedByItsServer(string server, QlikPlatform platform)
    {
        var file = Written($"contexts: {{ a: {{ server: '{server}', headers: {{ Authorization: Bearer planted-x }} }} }}");

        Assert.Equal(platform, file.Get("a").Platform);
    }

    [Theory]
    [InlineData("'planted: #&*!|>%@`{}[]'", "planted: #&*!|>%@`{}[]")]
    [InlineData("\"planted\\u00e9\\\"x\"", "plantedé\"x")]
    [InlineData("planted#not-a-comment", "planted#not-a-comment")]
    [InlineData("12345678", "12345678")]
    public void Secrets_KeepTheirCharacters(string yaml, string secret)
    {
        var file = Written($"contexts:\n  a:\n    server: t.eu.qlikcloud.com\n    oauth-client-id: 7\n    oauth-client-secret: {yaml}\n");

        Assert.Equal(secret, SecretText.Reveal(file.Get("a").ClientSecret!));
    }

    [Fact]
    public void AnchorsAndMergeKeys_AreFollowed()
    {
        var file = Written("""
            base: &base
              server: https://t.eu.qlikcloud.com
              headers: &h { Authorization: Bearer planted-a }
            contexts:
              a: { <<: *base }
              b: { server: https://u.eu.qlikcloud.com, headers: *h }
            """);

        Assert.Equal("https://t.eu.qlikcloud.com", file.Get("a").Server);
        Assert.Equal("planted-a", SecretText.Reveal(file.Get("b").Token!));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("current-context: prod", "no contexts")]
    [InlineData("contexts: [a, b]", "no contexts")]
    [InlineData("just text planted-1", "no contexts")]
    [InlineData("contexts:\n\ta:\n\t\tserver: planted-2\n", "is not valid YAML")]
    [InlineData("contexts:\n  a: { server: 'planted-3\n", "is not valid YAML")]
    [InlineData("contexts:\n  a: { server: x }\n  a: { server: planted-4 }\n", "is not valid YAML")]
    [InlineData("contexts: { a: { server: x, headers: { Authorization: *planted-5 } } }", "is not valid YAML")]
    [InlineData("\0\u0001planted-6", "no contexts")]
    public void DamagedFile_IsNotQuoted(string text, string reason)
    {
        var failure = Assert.Throws<QlikException>(() => Written(text));

        Assert.Equal("QlikContextUnusable", failure.ErrorId);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server-type: cloud, headers: { Authorization: Bearer planted-1 }", "has no server")]
    [InlineData("server: t.eu.qlikcloud.com", "has no API key")]
    [InlineData("server: t.eu.qlikcloud.com, headers: { Authorization: Basic planted-2 }", "has no API key")]
    [InlineData("server: t.eu.qlikcloud.com, headers: { Authorization: Bearer }", "has no API key")]
    [InlineData("server: t.eu.qlikcloud.com, headers: [ planted-3 ]", "has no API key")]
    [InlineData("server: t.eu.qlikcloud.com, oauth-client-secret: planted-4", "has no API key")]
    [InlineData("server: 'localhost:9076', server-type: engine, headers: { Authorization: Bearer planted-5 }", "of server type 'engine'")]
    public void IncompleteContext_SaysWhatIsMissing(string members, string reason)
    {
        var file = Written($"contexts: {{ a: {{ {members} }} }}");

        var failure = Assert.Throws<QlikException>(() => file.Get("a"));

        Assert.Equal("QlikContextUnusable", failure.ErrorId);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownName_GetsASuggestion()
    {
        var failure = Assert.Throws<QlikException>(() => Written(Usual).Get("prd"));

        Assert.Equal("QlikContextNotFound", failure.ErrorId);
        Assert.Contains("Did you mean 'prod'?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoCurrentContext_IsReported()
    {
        var failure = Assert.Throws<QlikException>(() => Written(Usual.Replace("current-context: prod", "", StringComparison.Ordinal)).Get(null));

        Assert.Equal("QlikContextNotFound", failure.ErrorId);
    }

    [Fact]
    public void NestingWithoutAnEnd_IsRefused()
    {
        var failure = Assert.Throws<QlikException>(() => Written("contexts: " + new string('[', 200_000)));

        Assert.Equal("QlikContextUnusable", failure.ErrorId);
    }

    [Fact]
    public void CirclesOfAnchors_End()
    {
        var failure = Assert.Throws<QlikException>(() => Written("contexts: { a: &a { <<: &b { <<: *a } } }").Get("a"));

        Assert.Equal("QlikContextUnusable", failure.ErrorId);
    }

    [Fact]
    public void LargeFile_IsNotRead()
    {
        var failure = Assert.Throws<QlikException>(() => Written(new string('#', 10_000_000)));

        Assert.Contains("larger than", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatDoesNotExist_IsNamed()
    {
        var failure = Assert.Throws<QlikException>(() => CliContextFile.Read(_path));

        Assert.Equal("QlikContextUnusable", failure.ErrorId);
        Assert.Contains(_path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variable_NamesAFileOrAFolder()
    {
        var home = Directory.CreateTempSubdirectory().FullName;
        var moved = Directory.CreateDirectory(Path.Combine(home, "moved", ".qlik")).FullName;
        File.WriteAllText(Path.Combine(moved, "contexts.yml"), Usual);
        File.WriteAllText(_path, Usual);

        Assert.Equal(Path.Combine(home, ".qlik", "contexts.yml"), CliContextFile.Locate(home, null));
        Assert.Equal(Path.Combine(moved, "contexts.yml"), CliContextFile.Locate(home, Path.Combine(home, "moved")));
        Assert.Equal(Path.Combine(moved, "contexts.yml"), CliContextFile.Locate(home, moved));
        Assert.Equal(_path, CliContextFile.Locate(home, _path));
        Directory.Delete(home, recursive: true);
    }

    private CliContextFile Written(string text)
    {
        File.WriteAllText(_path, text);
        return CliContextFile.Read(_path);
    }
}

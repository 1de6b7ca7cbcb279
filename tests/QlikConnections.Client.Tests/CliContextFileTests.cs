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
    [InlineData("contexts: { a: { <<: [*one, *two] } }")]
    [InlineData("contexts: { <<: { a: { <<: *one, headers: { Authorization: Bearer planted-2 } } } }")]
    [InlineData("contexts: { a: { <<: { <<: *two, server: https://one.eu.qlikcloud.com } } }")]
    public void MergeKeys_OfAnyForm_AreFollowed(string contexts)
    {
        var file = Written($$"""
            one: &one { server: https://one.eu.qlikcloud.com }
            two: &two { server: https://two.eu.qlikcloud.com, headers: { Authorization: Bearer planted-2 } }
            {{contexts}}
            """);

        Assert.Equal(["a"], file.Names);
        Assert.Equal("https://one.eu.qlikcloud.com", file.Get("a").Server);
        Assert.Equal("planted-2", SecretText.Reveal(file.Get("a").Token!));
    }

    /// <summary>A list of lists of lists, by anchors: it is small in the file only.</summary>
    [Theory]
    [InlineData("base: &last { server: a.test }\ncontexts: { a: { <<: *LAST, headers: { Authorization: Bearer planted-1 } } }", "<<: [*LAST, *LAST]")]
    [InlineData("base: &last [x, x]\ncontexts: { a: { server: a.test, bomb: *LAST, headers: { Authorization: Bearer planted-1 } } }", "[*LAST, *LAST]")]
    public void AnchorsThatGrow_TakeNoTime(string text, string level)
    {
        var lines = text.Split('\n');
        var all = new List<string> { lines[0].Replace("&last", "&l0", StringComparison.Ordinal) };
        for (var i = 1; i <= 28; i++)
        {
            var content = level.Replace("LAST", $"l{i - 1}", StringComparison.Ordinal);
            all.Add($"l{i}: &l{i} " + (content[0] == '[' ? content : "{ " + content + " }"));
        }

        all.Add(lines[1].Replace("LAST", "l28", StringComparison.Ordinal));

        Assert.Equal("planted-1", SecretText.Reveal(Written(string.Join('\n', all)).Get("a").Token!));
    }

    [Fact]
    public void KeyThatIsNotAText_IsRefused()
    {
        foreach (var text in new[] { "? [a, b]\n: c\ncontexts: { a: b }", "x: &x [a]\n? *x\n: c", "contexts: { ? { a: b } : c }" })
        {
            Assert.Contains("a key that is not a text", Assert.Throws<QlikException>(() => Written(text)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("Null")]
    [InlineData("NULL")]
    [InlineData("")]
    [InlineData("!!null ''")]
    public void Null_IsNoValue(string nothing)
    {
        var file = Written($$"""
            current-context: {{nothing}}
            contexts:
              a: { server: {{nothing}}, headers: { Authorization: Bearer planted-1 } }
              b:
                server: b.eu.qlikcloud.com
                server-type: {{nothing}}
                headers: { Authorization: Bearer planted-2 }
              c:
                server: c.eu.qlikcloud.com
                oauth-client-id: c
                oauth-client-secret: {{nothing}}
              d: {{nothing}}
            """);

        Assert.False(file.HasCurrent);
        Assert.Equal(["a", "b", "c", "d"], file.Names);
        Assert.Contains("has no server", Unusable(file, "a"), StringComparison.Ordinal);
        Assert.Equal(QlikPlatform.Cloud, file.Get("b").Platform);
        Assert.Contains("no OAuth client", Unusable(file, "c"), StringComparison.Ordinal);
        Assert.Contains("has no server", Unusable(file, "d"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'null'", "null")]
    [InlineData("\"~\"", "~")]
    [InlineData("!!str null", "null")]
    [InlineData("nullable", "nullable")]
    [InlineData("true", "true")]
    [InlineData("0x1F", "0x1F")]
    [InlineData("1e3", "1e3")]
    [InlineData("2026-11-26", "2026-11-26")]
    [InlineData("!!int 7", "7")]
    public void OtherValues_AreTheirText(string yaml, string text)
    {
        var file = Written($"contexts: {{ a: {{ server: t.eu.qlikcloud.com, oauth-client-id: {yaml}, oauth-client-secret: {yaml} }} }}");

        Assert.Equal((text, text), (file.Get("a").ClientId, SecretText.Reveal(file.Get("a").ClientSecret!)));
    }

    [Theory]
    [InlineData("''")]
    [InlineData("' '")]
    [InlineData("~")]
    public void ContextWithoutAName_IsNone(string name)
    {
        Assert.Equal(["a"], Written($"contexts: {{ {name}: {{ server: x }}, a: {{ server: y }} }}").Names);
        Assert.Contains("no contexts", Assert.Throws<QlikException>(() => Written($"contexts: {{ {name}: {{ server: x }} }}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralDocuments_TheFirstIsRead() =>
        Assert.Equal(["prod", "robot", "onprem"], Written("---\n" + Usual + "\n---\ncontexts: { other: { server: x } }\n").Names);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void MarkOfAnEncoding_IsAccepted(string encoding)
    {
        File.WriteAllText(_path, Usual, System.Text.Encoding.GetEncoding(encoding));

        var file = CliContextFile.Read(_path);

        Assert.True(file.HasCurrent);
        Assert.Equal("planted-key", SecretText.Reveal(file.Get(null).Token!));
    }

    [Fact]
    public void FolderWithTheNameOfTheFile_IsSaid()
    {
        var home = Directory.CreateTempSubdirectory().FullName;
        var folder = Directory.CreateDirectory(Path.Combine(home, ".qlik", "contexts.yml")).FullName;

        Assert.Equal(folder, CliContextFile.Locate(home, null));
        Assert.Equal(folder, CliContextFile.Locate("/none", home));
        var failure = Assert.Throws<QlikException>(() => CliContextFile.Read(folder));

        Assert.Equal("QlikContextUnusable", failure.ErrorId);
        Assert.Contains("not a regular file", failure.Message, StringComparison.Ordinal);
        Directory.Delete(home, recursive: true);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("# only a comment", "no contexts")]
    [InlineData("contexts: ~", "no contexts")]
    [InlineData("contexts: {}", "no contexts")]
    [InlineData("- contexts", "no contexts")]
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
    [InlineData("server: ' ', headers: { Authorization: Bearer planted-6 }", "has no server")]
    [InlineData("server: [planted-7], headers: { Authorization: Bearer planted-7 }", "has no server")]
    [InlineData("server: t.eu.qlikcloud.com, oauth-client-id: ' ', oauth-client-secret: planted-8", "has no API key")]
    [InlineData("server: t.eu.qlikcloud.com, oauth-client-id: c, oauth-client-secret: ' '", "has no API key")]
    [InlineData("server: t.eu.qlikcloud.com, oauth-client-id: 'planted 9', oauth-client-secret: planted-9", "'oauth-client-id' that is not valid")]
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
        Assert.Contains("'prod', 'robot', 'onprem'", failure.Message, StringComparison.Ordinal);
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

    private static string Unusable(CliContextFile file, string name)
    {
        var failure = Assert.Throws<QlikException>(() => file.Get(name));
        Assert.Equal("QlikContextUnusable", failure.ErrorId);
        Assert.DoesNotContain("planted", failure.ToString(), StringComparison.Ordinal);
        return failure.Message;
    }

    private CliContextFile Written(string text)
    {
        File.WriteAllText(_path, text);
        return CliContextFile.Read(_path);
    }
}

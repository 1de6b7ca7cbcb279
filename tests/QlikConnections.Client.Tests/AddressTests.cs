using QlikConnections.Client.Cloud;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Tests;

/// <summary>Addresses as people type them.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("acme.eu.qlikcloud.com", "https://acme.eu.qlikcloud.com/")]
    [InlineData("  ACME.eu.qlikcloud.com ", "https://acme.eu.qlikcloud.com/")]
    [InlineData("acme.eu.qlikcloud.com:8443", "https://acme.eu.qlikcloud.com:8443/")]
    [InlineData("https://acme.eu.qlikcloud.com", "https://acme.eu.qlikcloud.com/")]
    [InlineData("https://acme.eu.qlikcloud.com/hub/home?x=1#top", "https://acme.eu.qlikcloud.com/")]
    [InlineData("HTTPS://acme.eu.qlikcloud.com:443/", "https://acme.eu.qlikcloud.com/")]
    [InlineData("http://localhost:5000/x", "http://localhost:5000/")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000/")]
    [InlineData("https://bücher.example", "https://bücher.example/")]
    public void Parse_GivesTheRoot(string text, string root) => Assert.Equal(new Uri(root), CloudAddress.Parse(text, allowHttp: false));

    [Fact]
    public void Parse_HttpElsewhere_NeedsLeave()
    {
        var refused = Assert.Throws<QlikException>(() => CloudAddress.Parse("http://acme.test/", allowHttp: false));

        Assert.Equal("QlikAddressInvalid", refused.ErrorId);
        Assert.Contains("only https is allowed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new Uri("http://acme.test/"), CloudAddress.Parse("http://acme.test/", allowHttp: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("https://")]
    [InlineData("https:///path")]
    [InlineData("ftp://acme.test")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("not an address")]
    [InlineData("https://acme.test:99999")]
    [InlineData("://acme.test")]
    public void Parse_NoWebAddress_IsRefused(string text)
    {
        var refused = Assert.Throws<QlikException>(() => CloudAddress.Parse(text, allowHttp: true));

        Assert.Equal("QlikAddressInvalid", refused.ErrorId);
        Assert.Contains("not a web address", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://ada:pw-5150@acme.test")]
    [InlineData("http://ada:pw-5150@acme.test")]
    [InlineData("ada:pw-5150@acme.test")]
    [InlineData("ftp://ada:pw-5150@acme.test")]
    [InlineData("https://ada:pw-5150@acme.test:99999")]
    [InlineData("https://ada:pw-5150@not a host")]
    [InlineData("http://acme.test/?apikey=pw-5150")]
    [InlineData("http://acme.test:99999/?apikey=pw-5150")]
    [InlineData("http://acme.test/#access_token=pw-5150")]
    public void Parse_WithALogin_IsRefusedWithoutShowingIt(string text)
    {
        var refused = Assert.Throws<QlikException>(() => CloudAddress.Parse(text, allowHttp: false));

        Assert.Equal("QlikAddressInvalid", refused.ErrorId);
        Assert.DoesNotContain("pw-5150", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ada", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://acme.test/", "https://ACME.test/x?y", true)]
    [InlineData("https://acme.test/", "https://acme.test:443/", true)]
    [InlineData("https://acme.test/", "http://acme.test/", false)]
    [InlineData("https://acme.test/", "https://acme.test:8443/", false)]
    [InlineData("https://acme.test/", "https://acme.test.evil.test/", false)]
    [InlineData("https://acme.test/", "https://acme.test@evil.test/", false)]
    [InlineData("https://acme.test/", "/relative", false)]
    public void SameServer_MeansSchemeHostAndPort(string root, string other, bool same) =>
        Assert.Equal(same, SameServer.Is(new Uri(root), new Uri(other, UriKind.RelativeOrAbsolute)));
}

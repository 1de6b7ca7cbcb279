using QlikConnections.Client.Repository;

namespace QlikConnections.Client.Tests;

/// <summary>The root address of a site, from what people type.</summary>
public sealed class RepositoryAddressTests
{
    [Theory]
    [InlineData("sense.test", true, null, "https://sense.test:4242/")]
    [InlineData("sense.test", false, null, "https://sense.test/")]
    [InlineData(" sense.test ", false, "/jwt/", "https://sense.test/jwt/")]
    [InlineData("sense.test:8443", true, "", "https://sense.test:8443/")]
    [InlineData("https://sense.test:443/", true, null, "https://sense.test/")]
    [InlineData("https://sense.test:444", false, "a b", "https://sense.test:444/a%20b/")]
    [InlineData("127.0.0.1", true, null, "https://127.0.0.1:4242/")]
    [InlineData("https://sense.test:4242/qrs", true, null, "https://sense.test:4242/")]
    [InlineData("https://sense.test:4242/qrs/", true, null, "https://sense.test:4242/")]
    [InlineData("https://sense.test/QRS/about?Xrfkey=0123456789abcdef", true, null, "https://sense.test:4242/")]
    [InlineData("https://sense.test:443/qrs", true, null, "https://sense.test/")]
    [InlineData("sense.test/jwt/qrs", false, null, "https://sense.test/jwt/")]
    [InlineData("https://sense.test/jwt/qrs", false, "jwt", "https://sense.test/jwt/")]
    [InlineData("https://sense.test/hub/my/work", false, null, "https://sense.test/")]
    [InlineData("https://sense.test/jwt/qmc/", false, null, "https://sense.test/jwt/")]
    [InlineData("https://sense.test/qrsproxy", false, null, "https://sense.test/qrsproxy/")]
    public void Address_HasPortAndPrefix(string text, bool withCertificate, string? prefix, string expected) =>
        Assert.Equal(expected, RepositoryAddress.Parse(text, withCertificate, prefix).AbsoluteUri);

    [Theory]
    [InlineData("http://sense.test", false, null)]
    [InlineData("https://user:marker@sense.test", false, null)]
    [InlineData("", false, null)]
    [InlineData("sense.test", true, "jwt")]
    [InlineData("https://sense.test/jwt/qrs", true, null)]
    [InlineData("https://", false, null)]
    public void WhatIsNoAddress_IsRefused(string text, bool withCertificate, string? prefix)
    {
        var failure = Assert.Throws<QlikException>(() => RepositoryAddress.Parse(text, withCertificate, prefix));

        Assert.Equal("QlikAddressInvalid", failure.ErrorId);
        Assert.DoesNotContain("tenant", failure.Message + failure.RecommendedAction, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("marker", failure.ToString(), StringComparison.Ordinal);
    }
}

using System.Net;
using System.Security.Authentication;
using QlikConnections.Client.Http;
using QlikConnections.Loader;

namespace QlikConnections.Client.Tests.Framework;

/// <summary>Rules for .NET Framework and Windows PowerShell that follow from values alone.</summary>
public sealed class FrameworkRuleTests
{
    private const int Ssl3 = 48;
    private const int Tls10 = 192;
    private const int Tls11 = 768;
    private const int Tls12 = 3072;
    private const int Tls13 = 12288;

    [Theory]
    [InlineData(0, SslProtocols.None)]
    [InlineData(Tls12, SslProtocols.None)]
    [InlineData(Tls13, SslProtocols.None)]
    [InlineData(Ssl3 | Tls10 | Tls11 | Tls12, SslProtocols.None)]
    [InlineData(Ssl3 | Tls10, SslProtocols.Tls12)]
    [InlineData(Tls10, SslProtocols.Tls12)]
    [InlineData(Tls10 | Tls11, SslProtocols.Tls12)]
    public void TlsVersion_IsOursOnlyWhereTheProcessHasNoneThatIsUsable(int process, SslProtocols expected) =>
        Assert.Equal(expected, TlsVersion.For((SecurityProtocolType)process));

    [Theory]
    [InlineData(
        "api/v1/data-credentials/a%2Fb?byCredentialName=true",
        "https://h/api/v1/data-credentials/a%2Fb?byCredentialName=true",
        true
    )]
    [InlineData(
        "api/v1/data-credentials/a%2Fb?byCredentialName=true",
        "https://h/api/v1/data-credentials/a/b?byCredentialName=true",
        false
    )]
    [InlineData("api/v1/data-credentials/a%2fb%2Fc", "https://h/api/v1/data-credentials/a%2Fb/c", false)]
    [InlineData("api/v1/data-credentials/a%5Cb", "https://h/api/v1/data-credentials/a/b", false)]
    [InlineData("api/v1/data-credentials/plain", "https://h/api/v1/data-credentials/plain", true)]
    [InlineData("qrs/user/full?filter=a%2Fb", "https://h/qrs/user/full?filter=a/b", true)]
    public void EscapedSlash_MustSurvive(string path, string address, bool kept) =>
        Assert.Equal(kept, EscapedPath.IsKept(path, new Uri(address)));

    [Theory]
    [InlineData(461808, true)]
    [InlineData(461814, true)]
    [InlineData(528040, true)]
    [InlineData(533320, true)]
    [InlineData(461310, false)]
    [InlineData(378389, false)]
    public void EarlierFrameworkThan472_IsRefused(int release, bool good)
    {
        var problem = RuntimeRule.FrameworkProblem(release);

        Assert.Equal(good, problem is null);
        Assert.True(good || problem!.Contains("4.7.2", StringComparison.Ordinal));
    }

    [Fact]
    public void UnknownFramework_IsNotRefused() => Assert.Null(RuntimeRule.FrameworkProblem(null));

    [Theory]
    [InlineData("7.0.0", false)]
    [InlineData("7.2.24", false)]
    [InlineData("7.3.12", false)]
    [InlineData("7.4.0-rc.1", true)]
    [InlineData("7.4.0", true)]
    [InlineData("7.6.9", true)]
    [InlineData("7.10.0", true)]
    [InlineData("8.0.0-preview.1", true)]
    public void EarlierPowerShellThan74_IsRefused(string version, bool good)
    {
        var problem = RuntimeRule.PowerShellProblem(version);

        Assert.Equal(good, problem is null);
        Assert.True(good || problem!.EndsWith($"This is PowerShell {version}.", StringComparison.Ordinal));
    }
}

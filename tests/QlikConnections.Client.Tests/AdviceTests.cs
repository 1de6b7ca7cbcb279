using System.Collections;
using System.Globalization;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Tests;

/// <summary>Advice belongs to the platform and the sign-in in use.</summary>
public sealed class AdviceTests
{
    [Theory]
    [InlineData("ApiKey", "API key")]
    [InlineData("AccessToken", "access token")]
    [InlineData("OAuth", "secret")]
    public void RefusedSignIn_OfATenant_IsAboutItsToken(string authentication, string expected) =>
        Assert.Contains(expected, new Advice(QlikPlatform.Cloud, authentication).Of("QlikAuthenticationFailed"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Certificate", "certificate")]
    [InlineData("Windows", "Windows login")]
    [InlineData("Jwt", "JSON web token")]
    [InlineData("Header", "-HeaderName")]
    [InlineData("Sandbox", "Connect-QlikSession")]
    public void RefusedSignIn_OfASite_IsAboutItsOwnWay(string authentication, string expected) =>
        Assert.Contains(
            expected,
            new Advice(QlikPlatform.Repository, authentication).Of("QlikAuthenticationFailed"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("ApiKey", "Then run Connect-QlikSession -ApiKey again.")]
    [InlineData("AccessToken", "Then run Connect-QlikSession -AccessToken again.")]
    [InlineData("OAuth", "Then run Connect-QlikSession -ClientCredential again.")]
    [InlineData("Interactive", "Then run Connect-QlikSession -Interactive again.")]
    [InlineData("Certificate", "Then run Connect-QlikSession again.")]
    [InlineData("Windows", "Then run Connect-QlikSession -Credential again.")]
    [InlineData("WindowsDefault", "Then run Connect-QlikSession -UseDefaultCredential again.")]
    [InlineData("Jwt", "Then run Connect-QlikSession -Jwt again.")]
    [InlineData("Header", "Then run Connect-QlikSession -HeaderName again.")]
    public void RefusedSignIn_SaysHowToSignInAgain(string authentication, string expected)
    {
        foreach (var platform in new[] { QlikPlatform.Cloud, QlikPlatform.Repository })
        {
            var advice = new Advice(platform, authentication);

            Assert.EndsWith(expected, advice.Of("QlikAuthenticationFailed"), StringComparison.Ordinal);
            var saved = (advice with { Again = "Then run X again." }).Of("QlikAuthenticationFailed")!;
            Assert.EndsWith("Then run X again.", saved, StringComparison.Ordinal);
            Assert.DoesNotContain("Connect-QlikSession", saved, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OwnWindowsAccount_HasNoPasswordToCheck() =>
        Assert.DoesNotContain(
            "password",
            new Advice(QlikPlatform.Repository, "WindowsDefault").Of("QlikAuthenticationFailed"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("Certificate")]
    [InlineData("Windows")]
    [InlineData("Jwt")]
    [InlineData("Header")]
    public void NoAdvice_ThatASitesRequestsCanEndWith_SpeaksOfATenant(string authentication)
    {
        var advice = new Advice(QlikPlatform.Repository, authentication);
        string[] ids =
        [
            .. Enumerable.Range(300, 300).Select(status => RequestFailures.ErrorIdOf((System.Net.HttpStatusCode)status)).Distinct(),
            "QlikTimeout",
            "QlikUnreachable",
            "QlikDataConnectionNotFound",
            "QlikUserNotFound",
            "QlikTagNotFound",
            "QlikPartialResult",
            "QlikOutcomeUnknown",
        ];
        foreach (var id in ids)
        {
            var text = advice.Of(id)!;
            foreach (var foreign in (string[])["tenant", "API key", "space", "Qlik support"])
            {
                Assert.DoesNotContain(foreign, text, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public void EveryAdvice_BelongsToAnError()
    {
        var set = Strings.ResourceManager.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!;
        foreach (DictionaryEntry entry in set)
        {
            var key = (string)entry.Key;
            if (key.StartsWith("Qlik", StringComparison.Ordinal) && key.Contains("_Action", StringComparison.Ordinal))
            {
                Assert.NotNull(
                    Strings.ResourceManager.GetString(key[..key.IndexOf("_Action", StringComparison.Ordinal)], CultureInfo.InvariantCulture)
                );
            }
        }
    }

    [Theory]
    [InlineData("/internal_forms_authentication/", true)]
    [InlineData("/windows_authentication/?targetId=1", true)]
    [InlineData("https://login.idp.test/tenant/saml2?SAMLRequest=x", true)]
    [InlineData("https://idp.test/adfs/ls/", true)]
    [InlineData("https://idp.test/oauth2/authorize?client_id=1", true)]
    [InlineData("/qrs/about/", false)]
    [InlineData("https://sense.test/prefix/qrs/about", false)]
    public void SignIn_IsKnownByItsPath(string location, bool expected) =>
        Assert.Equal(expected, SignInPath.Is(new Uri(new Uri("https://sense.test/qrs/about"), location)));
}

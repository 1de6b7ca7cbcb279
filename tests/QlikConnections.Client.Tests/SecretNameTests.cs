using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Tests;

/// <summary>Which names mean secrets.</summary>
public sealed class SecretNameTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("db_passwd")]
    [InlineData("clientSecret")]
    [InlineData("secretKey")]
    [InlineData("accessKey")]
    [InlineData("P12CustomPwd")]
    [InlineData("sasToken")]
    [InlineData("authCode")]
    [InlineData("keyFilePassphrase")]
    [InlineData("privateKey")]
    [InlineData("jsonCredentials")]
    [InlineData("PRIV_KEY_FILE")]
    [InlineData("KeyFilePath", true)]
    [InlineData("mutualPfxCertificateFiles", true)]
    [InlineData("clientKeyFiles", true)]
    public void IsProperty_ASecret(string name, bool isFile = false) => Assert.True(SecretName.IsProperty(name, isFile));

    [Theory]
    [InlineData("host")]
    [InlineData("username")]
    [InlineData("publicKey")]
    [InlineData("publicKeyFingerprint")]
    [InlineData("keyword")]
    [InlineData("keyGenerationStrategy")]
    [InlineData("tokenUrl")]
    [InlineData("AuthMech")]
    [InlineData("IsOffsetStartFieldHeader")]
    [InlineData("separateCredentials")]
    [InlineData("")]
    [InlineData("rootCertificates", true)]
    [InlineData("TrustedCerts", true)]
    [InlineData("", true)]
    public void IsProperty_AnythingElse(string name, bool isFile = false) => Assert.False(SecretName.IsProperty(name, isFile));

    [Theory]
    [InlineData("X-Api-Key", true)]
    [InlineData("X-Auth-User", true)]
    [InlineData("code", true)]
    [InlineData("X-Session", true)]
    [InlineData("X-Qlik-XrfKey", false)]
    [InlineData("xrfkey", false)]
    [InlineData("token_type", false)]
    [InlineData("sort", false)]
    [InlineData("countryCode", false)]
    public void Is_AParameter_HidesWhatSoundsLikeACredential(string name, bool isSecret) =>
        Assert.Equal(isSecret, SecretName.Is(name, NameContext.Parameter));

    [Theory]
    [InlineData("UsePassword", "true", false)]
    [InlineData("SavePassword", "1", false)]
    [InlineData("UsePassword", "abc", true)]
    [InlineData("SSLPassword", "1", true)]
    public void Is_ASwitch_SaysNoSecret(string name, string value, bool isSecret) =>
        Assert.Equal(isSecret, SecretName.Is(name, NameContext.Item, value));
}

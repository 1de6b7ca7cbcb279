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
    [InlineData("KeyFilePath", true)]
    [InlineData("mutualPfxCertificateFiles", true)]
    public void Matches_ASecretProperty_IsSuspectToo(string name, bool isFile = false)
    {
        Assert.True(SecretName.Matches(name, isFile));
        Assert.True(SecretName.IsSuspect(name));
    }

    [Theory]
    [InlineData("host")]
    [InlineData("username")]
    [InlineData("publicKeyFingerprint")]
    [InlineData("keyword")]
    [InlineData("rootCertificates", true)]
    public void Matches_AnythingElse_IsNotEvenSuspect(string name, bool isFile = false)
    {
        Assert.False(SecretName.Matches(name, isFile));
        Assert.False(SecretName.IsSuspect(name));
    }
}

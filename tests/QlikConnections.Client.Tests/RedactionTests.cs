using QlikConnections.Client.Http;

namespace QlikConnections.Client.Tests;

/// <summary>Connect statements as they may be shown.</summary>
public sealed class RedactionTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("CUSTOM CONNECT TO \"provider=X.exe;host=db1;port=1433;\"", "CUSTOM CONNECT TO \"provider=X.exe;host=db1;port=1433;\"")]
    [InlineData("host=a;password=s3cr3t;port=1", "host=a;password=***;port=1")]
    [InlineData("host=a;PWD=s3cr3t", "host=a;PWD=***")]
    [InlineData("host=a;Pwd = s3cr3t ;port=1", "host=a;Pwd =***;port=1")]
    [InlineData("secretKey=s3cr3t;accessKey=s3cr3t;region=x", "secretKey=***;accessKey=***;region=x")]
    [InlineData("client secret=s3cr3t;refresh_token=s3cr3t", "client secret=***;refresh_token=***")]
    [InlineData("AccountKey=c3VyZQ==s3cr3t==;x=1", "AccountKey=***;x=1")]
    [InlineData("password='s3;cr3t';x=1", "password=***;x=1")]
    [InlineData("password=\"s3;cr3t\";x=1", "password=***;x=1")]
    [InlineData("PWD={s3;cr3t};x=1", "PWD=***;x=1")]
    [InlineData("PWD= {s3}};cr3t};x=1", "PWD=***;x=1")]
    [InlineData("conn.password=s3cr3t;x=1", "conn.password=***;x=1")]
    [InlineData("extended=\"host=a;password=s3cr3t;b=c\";x=1", "extended=\"host=a;password=***;b=c\";x=1")]
    [InlineData("passphrase=s3cr3t;authCode=s3cr3t", "passphrase=***;authCode=***")]
    [InlineData("CUSTOM CONNECT TO \"provider=X.exe;password=s3cr3t\"", "CUSTOM CONNECT TO \"provider=X.exe;password=***\"")]
    [InlineData("password=;x=1", "password=***;x=1")]
    [InlineData("passwd=s3cr3t;Authorization=s3cr3t;cookie=s3cr3t", "passwd=***;Authorization=***;cookie=***")]
    [InlineData("publicKeyFingerprint=SHA256:x;keyword=y", "publicKeyFingerprint=SHA256:x;keyword=y")]
    public void OfStatement_HidesWhatIsNamedLikeASecret(string? statement, string shown) => Assert.Equal(shown, Redaction.OfStatement(statement));

    [Fact]
    public void OfStatement_LongTextWithoutItems_EndsInTime()
    {
        string text = string.Concat(Enumerable.Repeat("password key ", 4000));

        Assert.Equal(text, Redaction.OfStatement(text));
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using QlikConnections.Client.Http;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Tests;

/// <summary>What a server says about a request, without the secrets that the request carried.</summary>
public sealed class RequestSecretsTests
{
    private const string Marker = "MARKER-9e1b&\"<20>/d4+ü";

    public static TheoryData<string> Spellings() =>
    [
        Marker,
        Uri.EscapeDataString(Marker),
        Uri.EscapeDataString("a b " + Marker).Replace("%20", "+", StringComparison.Ordinal),
        WebUtility.HtmlEncode(Marker),
        JsonEncodedText.Encode(Marker).ToString(),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Marker)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Marker)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + Marker + "x")),
        Marker[..12],
        Marker[3..],
        Uri.EscapeDataString(Marker)[..14],
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Hide_HidesEverySpelling(string spelling)
    {
        var secrets = new RequestSecrets();
        secrets.Add(Marker);

        var shown = secrets.Hide($"The value '{spelling}' is not valid.")!;

        Assert.Contains(ConnectStatement.Hidden, shown, StringComparison.Ordinal);
        Assert.StartsWith("The value '", shown, StringComparison.Ordinal);
        // What stood before it in base64 may stay.
        Assert.True(shown.Length < 45, shown);
        Assert.DoesNotContain("MARKER", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connection", "A connection named x exists.")]
    [InlineData("abc", "abc is wrong.")]
    [InlineData("1", "Error 1.")]
    [InlineData("MyPassword1!", "MyPassword is too short.")]
    public void Hide_WhatCannotBeReplacedSafely_IsNotShown(string secret, string said)
    {
        var secrets = new RequestSecrets();
        secrets.Add(secret);

        Assert.Null(secrets.Hide(said));
    }

    /// <summary>In a form that nobody foresaw, the beginning and the end of a secret are not certain.</summary>
    [Theory]
    [InlineData("s3cret-MARK-9731", "1379-KRAM-terc3s")]
    [InlineData("s3cret-MARK-9731", "7333637265742D4D41524B2D39373331")]
    [InlineData("s3cret-MARK-9731", "7333637265742d4d41524b2d39373331")]
    [InlineData("s3cret-MARK-9731", "73 33 63 72 65 74 2d 4d 41 52 4b 2d 39 37 33 31")]
    [InlineData("s3cret-MARK-9731", "0x73,0x33,0x63,0x72,0x65,0x74,0x2d,0x4d,0x41,0x52,0x4b,0x2d,0x39,0x37,0x33,0x31")]
    [InlineData("s3cret-MARK-9731", "\\x73\\x33\\x63\\x72\\x65\\x74\\x2d\\x4d\\x41\\x52\\x4b\\x2d\\x39\\x37\\x33\\x31")]
    [InlineData("s3cret-MARK-9731", "115 51 99 114 101 116 45 77 65 82 75 45 57 55 51 49")]
    [InlineData("s3cret-MARK-9731", "s3cret-mark-9731")]
    [InlineData("s3cret-MARK-9731", "S3CRET-MARK-9731")]
    [InlineData("s3cret-MARK-9731", "s-3-c-r-e-t-M-A-R-K-9-7-3-1")]
    [InlineData("s3cret-MARK-9731", "s3 cr et MA RK 97 31")]
    [InlineData("s3cret-MARK-9731", "s3cretMARK9731")]
    [InlineData("s3cret-MARK-9731", "s.3.c.r.e.t.M.A.R.K.9.7.3.1")]
    [InlineData("s3cret-MARK-9731", "f3perg-ZNEX-9731")]
    [InlineData("s3cret-MARK-9731", "czNj cmV0 LU1B Ukst OTcz MQ")]
    [InlineData("s3cret-MARK-9731", "1379-KRAM-ter")]
    [InlineData("s3cret-MARK-9731", "\\u0073\\u0033\\u0063\\u0072\\u0065\\u0074\\u002d\\u004d\\u0041\\u0052\\u004b")]
    [InlineData("s3cret-MARK-9731", "&#x73;&#x33;&#x63;&#x72;&#x65;&#x74;&#x2D;&#x4D;&#x41;&#x52;&#x4B;&#x2D;&#x39;&#x37;&#x33;&#x31;")]
    [InlineData("s3cret-MARK-9731", "&#00115;&#00051;&#00099;&#00114;&#00101;&#00116;&#00045;&#00077;&#00065;&#00082;&#00075;&#00045;&#00057;&#00055;&#00051;&#00049;")]
    [InlineData("s3cret-MARK-9731", "%2573%2533%2563%2572%2565%2574%252d%254d%2541%2552%254b%252d%2539%2537%2533%2531")]
    [InlineData("s3cret-MARK-9731", "\\163\\063\\143\\162\\145\\164\\055\\115\\101\\122\\113\\055\\071\\067\\063\\061")]
    [InlineData("s3cret-MARK-9731", "Y3pOamNtVjBMVTFCVWtzdE9UY3pNUT09")]
    [InlineData("s3cret-MARK-9731", "ｓ３ｃｒｅｔ－ＭＡＲＫ－９７３１")]
    [InlineData("s3cret-MARK-9731", "OMZWG4TFOQWU2QKSJMWTSNZTGE======")]
    [InlineData("s3cret-MARK-9731", "s3cret-M********")]
    [InlineData("s3cret-MARK-9731", "s3c**********731")]
    [InlineData("s3cret-MARK-9731", "s3cr...")]
    [InlineData("s3cret-MARK-9731", "xxxxxxxxxxxx9731")]
    [InlineData("Wärme-9731", "W%E4rme-9731")]
    [InlineData("Wärme-9731", "V+RybWUtOTczMQ==")]
    [InlineData("Wärme-9731", "W&auml;rme-9731")]
    [InlineData("a1b2c3", "1b2c3")]
    [InlineData("a1b2c3", "a1b2c")]
    [InlineData("connection", "connectio")]
    [InlineData("connection", "onnection")]
    [InlineData("tiger", "TIGER")]
    [InlineData("tiger", "t i g e r")]
    [InlineData("tiger", "regit")]
    [InlineData("a1b", "b1a")]
    public void Hide_ADisguisedSecret_IsNotShown(string secret, string spelling)
    {
        var secrets = new RequestSecrets();
        secrets.Add(secret);

        Assert.Null(secrets.Hide($"The value '{spelling}' is not valid."));
    }

    [Theory]
    [InlineData("connection", "The name is taken.")]
    [InlineData("s3cret-9f", "The name is taken.")]
    [InlineData("wrong-secret-9731", "The client secret is wrong.")]
    public void Hide_OtherWords_Stay(string secret, string said)
    {
        var secrets = new RequestSecrets();
        secrets.Add(secret);

        Assert.Equal(said, secrets.Hide(said));
    }

    [Fact]
    public void Hide_AStatementsSecret_WithoutItsQuotes()
    {
        var secrets = new RequestSecrets();
        secrets.AddStatement("ODBC CONNECT TO [Driver={x};PWD={MARK-3f9a};Server=s]");

        Assert.Equal("Login with *** failed on s.", secrets.Hide("Login with MARK-3f9a failed on s."));
    }

    [Fact]
    public void Without_OneFieldThatCannotBeShown_TakesTheOthersAlong()
    {
        var secrets = new RequestSecrets();
        secrets.Add("connection");

        var error = new ApiError("C-1", "Taken", "A connection named x exists.", 409, "t").Without(secrets);

        Assert.DoesNotContain("connection", error.ToString(), StringComparison.Ordinal);
        Assert.Equal((null, 409, null), (error.Code, error.Status, error.TraceId));
    }

    [Theory]
    [InlineData(null, "new", "new")]
    [InlineData("", "new", "new")]
    [InlineData("scrambled", "new", "new")]
    [InlineData("%%password%invented", "new", "new")]
    [InlineData("%%password%2old%1certificateKey%2pfx%1", "new", "%%password%2new%1certificateKey%2pfx%1")]
    [InlineData("%%password%2ol%%1d%1certificateKey%2pfx%1", "a=b;c", "%%password%2a%%2b%%1c%1certificateKey%2pfx%1")]
    [InlineData("%%password%2old", "new", "%%password%2new")]
    [InlineData("%%password%2old%1certificateKey%2pfx%1", "", "")]
    public void RestPassword_ChangesThePasswordAlone(string? stored, string password, string wanted) =>
        Assert.Equal(wanted, RestPassword.With(stored, password));
}

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

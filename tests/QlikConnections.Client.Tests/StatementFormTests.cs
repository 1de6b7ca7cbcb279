using System.Text.Json;
using QlikConnections.Client.Recovery;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Tests;

/// <summary>The many ways in which people write secrets into statements, and texts that only look like one.</summary>
public sealed class StatementFormTests
{
    private const string Marker = "MARKER";

    public static TheoryData<string> Hidden => Forms("hidden");

    public static TheoryData<string> Tokens => Forms("tokens");

    public static TheoryData<string> Shown => Forms("shown");

    [Theory]
    [MemberData(nameof(Hidden))]
    public void ASecret_IsNeitherShownNorWritten(string text)
    {
        Assert.Contains(Marker, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, ConnectStatement.Show(text), StringComparison.Ordinal);
        Assert.DoesNotContain(Marker, StoredStatement.Of(text, []).ToJson()!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public void AToken_IsRecognizedByItsForm(string token)
    {
        string[] places =
        [
            $"provider=x;arg3={token};",
            $"provider=x;options={{\"extra\":\"{token}\"}};",
            $"CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://api.acme.test/v1/orders?ref={token};\"",
            $"CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://api.acme.test/v1/{token.Replace('/', '_')}/orders;\"",
            $"CUSTOM CONNECT TO \"provider=QvRestConnector.exe;queryHeaders=X-Request-Tag%2{token.Replace("=", "%%2")};\"",
        ];
        foreach (var place in places)
        {
            Assert.DoesNotContain(token.Substring(0, 12), ConnectStatement.Show(place), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Shown))]
    public void WhatOnlyLooksLikeOne_IsShownAndRestored(string text)
    {
        Assert.Equal(text, ConnectStatement.Show(text));

        using var json = JsonDocument.Parse(StoredStatement.Of(text, []).ToJson()!.ToJsonString());
        Assert.Equal(text, StoredStatement.FromJson(json.RootElement, hasAsterisks: false)!.Text);
    }

    private static TheoryData<string> Forms(string kind)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "statement-forms.json")));
        return [.. file.RootElement.GetProperty(kind).EnumerateArray().Select(f => f.GetString()!)];
    }
}

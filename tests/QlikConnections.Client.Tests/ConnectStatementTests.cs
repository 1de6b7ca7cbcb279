using System.Diagnostics;
using System.Text.Json;
using CsCheck;
using QlikConnections.Client.Recovery;
using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Tests;

/// <summary>Connect statements taken apart: every byte kept, every secret known, nothing else hidden.</summary>
public sealed class ConnectStatementTests
{
    /// <summary>What statements are made of, and what breaks them.</summary>
    private static readonly Gen<string> Piece = Gen.OneOf(
        Any(
            "CUSTOM CONNECT TO \"",
            "ODBC CONNECT TO [",
            "OLEDB CONNECT32 TO '",
            "]",
            "\"",
            "\"\"",
            "\\\"",
            "'",
            "{",
            "}",
            "}}",
            ";",
            "=",
            "%1",
            "%2",
            "%%2",
            "%3D",
            "&",
            "?",
            "@",
            "://",
            "(XUserId is a, XPassword is b)",
            "password",
            "pwd=x",
            "queryHeaders=",
            "Authorization",
            "Bearer x",
            "https://u:p@h/",
            "jdbc:",
            "\\\\fs\\a",
            "{\"a\":",
            "<a b=\"c\">",
            "\0",
            "\r\n",
            " ",
            "é",
            "漢",
            "😀"
        ),
        Gen.String[0, 8]
    );

    private static readonly Gen<string> Statements = Piece.Array[0, 24].Select(string.Concat);

    public static TheoryData<string, string, string[], bool> Cases()
    {
        var cases = new TheoryData<string, string, string[], bool>();
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "statements.json")));
        foreach (var one in file.RootElement.EnumerateArray())
        {
            cases.Add(
                one.GetProperty("name").GetString()!,
                one.GetProperty("text").GetString()!,
                [.. one.GetProperty("secrets").EnumerateArray().Select(s => s.GetString()!)],
                !one.TryGetProperty("understood", out _));
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_HidesItsSecretsAndNothingElse(string name, string text, string[] secrets, bool isUnderstood)
    {
        var statement = ConnectStatement.Parse(text);

        Assert.Equal(text, statement.Text);
        Assert.Equal((name, isUnderstood), (name, statement.IsUnderstood));
        Assert.Equal((name, secrets.Length > 0), (name, statement.HasSecret));
        Assert.All(secrets, secret => Assert.Contains(secret, text, StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, statement.Shown, StringComparison.Ordinal));
        if (secrets.Length == 0)
        {
            Assert.Equal(text, statement.Shown);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_IsStoredWithoutItsSecretsAndComesBackAsItWasWhenItHasNone(
        string name,
        string text,
        string[] secrets,
        bool isUnderstood
    )
    {
        var json = StoredStatement.Of(text, []).ToJson()!.ToJsonString();

        Assert.All(secrets, secret => Assert.DoesNotContain(secret, json, StringComparison.Ordinal));
        Assert.Equal((name, secrets.Length == 0 ? text : null), (name, Restored(json)!.Text));
        Assert.DoesNotContain(ConnectStatement.Hidden, Restored(json)!.WithoutSecrets ?? "", StringComparison.Ordinal);
        Assert.Equal(isUnderstood, ConnectStatement.Parse(text).IsUnderstood);
    }

    /// <summary>Found by the generated texts below: a quote at the end, and half a character.</summary>
    [Theory]
    [InlineData("CUSTOM CONNECT TO \"a=\"\"")]
    [InlineData("CUSTOM CONNECT TO 'a=\"'")]
    [InlineData("ODBC CONNECT TO [a=\\\"]")]
    [InlineData("{\\udE88}")]
    [InlineData("{\"a\":\"\\ud83d\"}")]
    [InlineData("{\"\\ud83d\":{\"password\":1}}")]
    [InlineData("provider=x;body={\"a\":\"\\ud83d\"};")]
    [InlineData("[\"\\udc00\"]")]
    public void AnOddText_IsReadAndKept(string text) => Assert.Equal(text, ConnectStatement.Parse(text).Text);

    [Fact]
    public void AnyText_KeepsEveryByte() => Statements.Sample(text => ConnectStatement.Parse(text).Text == text, iter: 10_000);

    [Fact]
    public void AnyText_IsStoredByteForByteWhenItHasNoSecret() => Statements.Where(t => !t.Any(char.IsSurrogate)).Sample(
        text =>
        {
            var restored = Restored(StoredStatement.Of(text, []).ToJson()!.ToJsonString())!;
            return restored.HasGap ? restored.Text is null : restored.Text == text;
        },
        iter: 5_000);

    /// <summary>However it is quoted and whatever stands around it.</summary>
    [Fact]
    public void AnyPassword_IsHidden()
    {
        var name = Any("PWD", "password", "Pass", "client_secret", "Proxy Password", "AccountKey");
        var password = Gen.Char[";={}[]()'\"\\%&?@:/ abc123é"].Array[0, 12].Select(c => new string(c));
        var others = Any("Driver={SQL Server};", "host=h;port=1;", "url=https://h/a?b=c;", "DBQ=C:\\a b\\c.mdb;", "");
        var quoted = Gen.Select(password, Gen.Int[0, 3], (p, style) => style switch
        {
            0 => "{" + (p + "MARKER" + p).Replace("}", "}}") + "}",
            1 => "\"" + (p + "MARKER" + p).Replace("\"", "\"\"") + "\"",
            2 => "'" + (p + "MARKER" + p).Replace("'", "''") + "'",
            _ => (p + "MARKER" + p).Replace(";", ""),
        });

        Gen.Select(name, quoted, others, others, (n, q, a, b) => $"ODBC CONNECT TO [{a}{n}={q};{b}]").Sample(
            text => !ConnectStatement.Parse(text).Shown.Contains("MARKER", StringComparison.Ordinal)
                && !StoredStatement.Of(text, []).ToJson()!.ToJsonString().Contains("MARKER", StringComparison.Ordinal),
            iter: 10_000);
    }

    /// <summary>
    /// Sixteen times the length takes about sixteen times as long; a square would take 256 times. The best of several tries counts,
    /// because only the machine makes a try slower than it need be.
    /// </summary>
    [Theory]
    [InlineData("CUSTOM CONNECT TO \"", "\"")]
    [InlineData("", "\"( ")]
    [InlineData("", "a={\"{{x};")]
    [InlineData("", "pwd=a\";")]
    [InlineData("ODBC CONNECT TO [", "] (x is ")]
    [InlineData("https://", "@:")]
    [InlineData("x=", "%2")]
    [InlineData("x=", "<a>")]
    [InlineData("", "\0")]
    [InlineData("{", "{\"a\":")]
    [InlineData("\\\\a", ";a=")]
    [InlineData("queryHeaders=", "a%2%1")]
    [InlineData("", "password=")]
    [InlineData("", "[")]
    [InlineData("", "://u:")]
    [InlineData("", "a=b;")]
    [InlineData("", "<a>")]
    [InlineData("", "aGVsbG8=")]
    [InlineData("", "?a=")]
    [InlineData("", "http://")]
    [InlineData("", "&a=b")]
    [InlineData("", "f('a',")]
    [InlineData("", "N'")]
    [InlineData("", "k=v&amp;")]
    [InlineData("", "%20a")]
    [InlineData("", "DOM\\u:")]
    [InlineData("", "/s/a1")]
    [InlineData("", "(")]
    [InlineData("https://h/?a=", "&a=b")]
    [InlineData("{\"a\":\"", "a b ")]
    public void ALongText_TakesTimeByItsLength(string head, string piece)
    {
        const int Tries = 12;
        const int Most = 48;
        string Text(int length) => head + string.Concat(Enumerable.Repeat(piece, length / piece.Length));
        long Ticks(string text)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(text.Length, ConnectStatement.Parse(text).Text.Length);
            return watch.ElapsedTicks;
        }

        var (small, large) = (Text(64 * 1024), Text(1024 * 1024));
        var bestOfSmall = Math.Min(Math.Min(Ticks(small), Ticks(small)), Ticks(small));
        var bestOfLarge = long.MaxValue;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            bestOfSmall = Math.Min(bestOfSmall, Ticks(small));
            bestOfLarge = Math.Min(bestOfLarge, Ticks(large));
            // Below ten milliseconds it is the machine that is measured.
            if (bestOfLarge < Most * Math.Max(Stopwatch.Frequency / 100, bestOfSmall))
            {
                return;
            }
        }

        Assert.Fail($"It took {(double)bestOfLarge / bestOfSmall:0} times as long.");
    }

    [Fact]
    public void Items_HaveNamesAndValuesAsTheyStandThere()
    {
        var items = ConnectStatement.Parse("CUSTOM CONNECT TO \"provider=X.exe; host = db1 ;password=p;url=https://h/?sig=s;\"").Items;

        Assert.Equal(["provider", "host", "password", "url"], items.Select(i => i.Name));
        Assert.Equal(["X.exe", "db1", "p", "https://h/?sig=s"], items.Select(i => i.Value));
        Assert.Equal([false, false, true, true], items.Select(i => i.IsSecret));
    }

    [Fact]
    public void Objects_NeverSayTheSecret()
    {
        var statement = ConnectStatement.Parse("host=h;password=MARKER");

        var said = $"{statement} {string.Join(" ", statement.Parts)} {string.Join(" ", statement.Items)}";

        Assert.DoesNotContain("MARKER", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a;b=c", "queryHeaders=X-Plain%2a%%1b%%2c;x=1", "queryHeaders=X-Plain%2***;x=1")]
    [InlineData("s3 cret", "url=https://h/?plain=s3%20cret&b=1", "url=https://h/?plain=***&b=1")]
    [InlineData("abc", "note=abcdef;x=1", "***")]
    public void WhatWasLeftOutBeside_DoesNotStandInTheStatement(string leftOut, string text, string shown) =>
        Assert.Equal(shown, StoredStatement.Of(text, [leftOut]).Shown);

    [Theory]
    [InlineData("\"host=h;password=***;x=1\"", false, null, "host=h;password=;x=1")]
    [InlineData("\"host=h;note=***;x=1\"", false, null, "host=h;note=;x=1")]
    [InlineData("\"host=h;note=***;x=1\"", true, "host=h;note=***;x=1", "host=h;note=***;x=1")]
    [InlineData("\"***\"", false, null, null)]
    [InlineData("\"\"", false, "", "")]
    [InlineData("[\"host=***;password=\",{\"leftOut\":\"password\"},\";\"]", false, null, "host=;password=;")]
    [InlineData("[\"host=h;password=\",{\"leftOut\":\"password\"},\";\"]", false, null, "host=h;password=;")]
    [InlineData("[{\"leftOut\":\"\"}]", false, null, null)]
    public void StoredStatement_AsteriskIsAGapUnlessTheFileSaysThatItIsText(
        string json, bool hasAsterisks, string? text, string? withoutSecrets)
    {
        using var document = JsonDocument.Parse(json);
        var stored = StoredStatement.FromJson(document.RootElement, hasAsterisks)!;

        Assert.Equal((text, withoutSecrets), (stored.Text, stored.WithoutSecrets));
    }

    private static Gen<string> Any(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static StoredStatement? Restored(string json)
    {
        using var document = JsonDocument.Parse(json);
        return StoredStatement.FromJson(document.RootElement, hasAsterisks: true);
    }
}

namespace QlikConnections.Client.Tests;

/// <summary>What may be shown as it is, and what is written out.</summary>
public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Sales (EU) - 50% \\n [x] {y}")]
    [InlineData("Prüfung Ünïcødé 日本語 Ελληνικά עברית العربية हिन्दी")]
    [InlineData("नमस्ते क्\u200dष می\u200cخواهم")]
    [InlineData("👩\u200d💻 e\u0301")]
    public void OrdinaryText_Stays(string text) => Assert.Same(text, DisplayText.Of(text));

    [Theory]
    [InlineData("a\tb", @"a\u0009b")]
    [InlineData("a\r\nb", @"a\u000D\u000Ab")]
    [InlineData("\u001b[31m", @"\u001B[31m")]
    [InlineData("\u009b31m", @"\u009B31m")]
    [InlineData("\u007f", @"\u007F")]
    [InlineData("\0", @"\u0000")]
    [InlineData("x\u202Ey\u202C", @"x\u202Ey\u202C")]
    [InlineData("\u2066\u2067\u2068\u2069\u200e\u200f\u061c", @"\u2066\u2067\u2068\u2069\u200E\u200F\u061C")]
    [InlineData("\u200b\u2060\ufeff\u00ad", @"\u200B\u2060\uFEFF\u00AD")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("a\U000E0041b", @"a\uDB40\uDC41b")]
    public void ControlAndInvisibleCharacters_AreWrittenOut(string text, string shown) => Assert.Equal(shown, DisplayText.Of(text));

    [Fact]
    public void HalfACharacter_IsWrittenOut()
    {
        Assert.Equal(@"a\uD800", DisplayText.Of("a" + (char)0xD800));
        Assert.Equal(@"\uDC00\uD800b", DisplayText.Of(new string([(char)0xDC00, (char)0xD800, 'b'])));
    }

    [Fact]
    public void ListsAndTables_AreShownSafelyToo()
    {
        var table =
            (Dictionary<string, object?>)
                DisplayText.Of(
                    new Dictionary<string, object?> { ["a\u001b"] = new object?[] { "b\u001b", 1, null }, [@"a\u001B"] = true }
                )!;

        Assert.Equal([@"a\u001B", @"a\u001B "], table.Keys);
        Assert.Equal([@"b\u001B", 1, null], (object?[])table[@"a\u001B"]!);
        Assert.Null(DisplayText.Of((object?)null));
        Assert.Equal(5, DisplayText.Of(5));
    }

    [Fact]
    public void TextsOfAnException_AreSafe()
    {
        var failure = new QlikException("X", "a\u001b[2J", "b\u202e");

        Assert.Equal(@"a\u001B[2J", failure.Message);
        Assert.Equal(@"b\u202E", failure.RecommendedAction);
    }
}

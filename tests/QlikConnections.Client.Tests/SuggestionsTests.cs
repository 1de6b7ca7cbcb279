namespace QlikConnections.Client.Tests;

/// <summary>What a mistyped name may have meant.</summary>
public sealed class SuggestionsTests
{
    private static readonly string[] Candidates = ["Finance", "Finance EMEA", "Sales", "HR", "Data Engineering", "Landing Zone"];

    [Theory]
    [InlineData("Finanse", " Did you mean 'Finance'?")]
    [InlineData("finance", " Did you mean 'Finance' or 'Finance EMEA'?")]
    [InlineData("emea", " Did you mean 'Finance EMEA'?")]
    [InlineData("Slaes", " Did you mean 'Sales'?")]
    [InlineData("Landing", " Did you mean 'Landing Zone'?")]
    [InlineData("The Sales Team", " Did you mean 'Sales'?")]
    [InlineData("Marketing", "")]
    public void Sentence_NamesWhatIsClose(string text, string sentence) => Assert.Equal(sentence, Suggestions.Sentence(text, Candidates));

    [Fact]
    public void Sentence_NamesThreeAtMostTheClosestFirst() =>
        Assert.Equal(
            " Did you mean 'abcd', 'abcde' or 'abcdef'?",
            Suggestions.Sentence("abcd", ["abcdefg", "abcdef", "abcde", "abcd", "abcdefgh"])
        );

    [Fact]
    public void Sentence_WithoutCandidates_IsEmpty() => Assert.Equal("", Suggestions.Sentence("x", []));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("a", "", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("abc", "acb", 2)]
    public void Distance_CountsSingleLetters(string a, string b, int distance)
    {
        Assert.Equal(distance, Suggestions.Distance(a, b));
        Assert.Equal(distance, Suggestions.Distance(b, a));
    }
}

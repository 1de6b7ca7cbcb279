namespace QlikConnections.Client.Tests;

/// <summary>What a mistyped name may have meant.</summary>
public sealed class SuggestionsTests
{
    private static readonly string[] Candidates = ["Finance", "Finance EMEA", "Sales", "HR", "Data Engineering", "Landing Zone"];

    [Theory]
    [InlineData("Finanse", " Close to it: 'Finance'.")]
    [InlineData("finance", " Close to it: 'Finance', 'Finance EMEA'.")]
    [InlineData("emea", " Close to it: 'Finance EMEA'.")]
    [InlineData("Slaes", " Close to it: 'Sales'.")]
    [InlineData("Landing", " Close to it: 'Landing Zone'.")]
    [InlineData("The Sales Team", " Close to it: 'Sales'.")]
    [InlineData("Marketing", "")]
    public void Sentence_NamesWhatIsClose(string text, string sentence) => Assert.Equal(sentence, Suggestions.Sentence(text, Candidates));

    [Fact]
    public void Sentence_NamesThreeAtMostTheClosestFirst() =>
        Assert.Equal(" Close to it: 'abcd', 'abcde', 'abcdef'.", Suggestions.Sentence("abcd", ["abcdefg", "abcdef", "abcde", "abcd", "abcdefgh"]));

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

using QlikConnections.Client.Statements;

namespace QlikConnections.Client.Tests;

/// <summary>A token that somebody pasted where a name belongs is recognized in messages by its beginning, and not quoted whole.</summary>
public sealed class PastedTokenTests
{
    [Theory]
    [InlineData("eyJhbGciOiJFUzM4NCIsImtpZCI6IjEifQ.eyJzdWIiOiJhYmMxMjMifQ.c2lnbmF0dXJlMTIzNDU2")]
    [InlineData("ghp_abcdefghij0123456789ABCDEFGHIJ012345")]
    [InlineData("glpat-abcdefghij0123456789")]
    [InlineData("AKIAABCDEFGHIJ012345")]
    public void AToken_IsShortened(string token)
    {
        var said = QlikFailure.Create(nameof(Strings.QlikSpaceNotFound), token, "s", "");

        Assert.DoesNotContain(token.Substring(8), said.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Substring(8), said.RecommendedAction ?? "", StringComparison.Ordinal);
        Assert.Contains(token.Substring(0, 4), said.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Substring(8), Sentence.Hide($"No space '{token}' here."), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A space with a long name and 2026 in it")]
    [InlineData("https://acme.eu.qlikcloud.com/api/v1/spaces/0123456789abcdef")]
    [InlineData("0b13087b7563e256b9095026-0b13087b7563e256b9095026")]
    [InlineData("sales.dwh.finance.europe.production.2026")]
    public void AnotherText_IsKept(string text) => Assert.Equal(text, KnownCredential.Shorten(text));
}

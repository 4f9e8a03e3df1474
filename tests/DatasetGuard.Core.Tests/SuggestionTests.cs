namespace DatasetGuard.Core.Tests;

public sealed class SuggestionTests
{
    private static readonly string[] Verbs = ["scan", "poison", "rules", "explain"];

    [Theory]
    [InlineData("scna", "scan")]
    [InlineData("SCAN", "scan")]
    [InlineData("rule", "rules")]
    [InlineData("explian", "explain")]
    [InlineData("posion", "poison")]
    public void A_near_word_is_offered(string typed, string meant) => Suggestion.For(typed, Verbs).Should().Be($" Did you mean '{meant}'?");

    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("x")]
    public void Nothing_is_offered_when_nothing_is_near(string typed) => Suggestion.For(typed, Verbs).Should().BeEmpty();
}

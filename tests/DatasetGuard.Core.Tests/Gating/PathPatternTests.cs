using System.Text.RegularExpressions;
using CsCheck;
using DatasetGuard.Core.Gating;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Gating;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("cat/1.png", "cat/1.png", true)]
    [InlineData("cat/*.png", "cat/1.png", true)]
    [InlineData("cat/*.png", "cat/deep/1.png", false)]
    [InlineData("cat/*.png", "xcat/1.png", false)]
    [InlineData("cat/?.png", "cat/1.png", true)]
    [InlineData("cat/?.png", "cat/12.png", false)]
    [InlineData("cat/**", "cat/deep/deeper/1.png", true)]
    [InlineData("cat/**", "cats/1.png", false)]
    [InlineData("**/*.tif", "a.tif", true)]
    [InlineData("**/*.tif", "x/y/a.tif", true)]
    [InlineData("**/b/**/c", "a/b/b/x/c", true)]
    [InlineData("**/b/**/c", "a/x/c", false)]
    [InlineData("**", "anything/at all\n.png", true)]
    [InlineData("*a*b*", "xaxxbx", true)]
    [InlineData("*a*b*", "bbbaaa", false)]
    [InlineData("[ab].png", "a.png", false)]
    [InlineData("[ab].png", "[ab].png", true)]
    [InlineData("Cat/*", "cat/1", false)]
    public void A_pattern_matches_as_its_page_says(string pattern, string id, bool matches) => Parse(pattern).IsMatch(id).Should().Be(matches);

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("/cat", "it starts inside the dataset, without /")]
    [InlineData("cat/", "for everything in a folder write folder/**")]
    [InlineData("cat\\1.png", "folders are parted by /")]
    [InlineData("../cat", "it has an empty part, . or ..")]
    [InlineData("cat//x", "it has an empty part, . or ..")]
    [InlineData("cat/**.png", "** stands alone between slashes")]
    public void A_pattern_that_cannot_match_as_meant_is_refused(string pattern, string why)
    {
        PathPattern.TryParse(pattern, out _, out var reason).Should().BeFalse();
        reason.Should().Be(why);
    }

    [Fact]
    public void A_pattern_of_stars_is_no_bomb()
    {
        var pattern = Parse(string.Concat(Enumerable.Repeat("*a", 500)));
        var folders = Parse(string.Concat(Enumerable.Repeat("**/a/", 200)) + "b");

        Patience.Await(() => pattern.IsMatch(new string('a', 4096) + "b")).Should().BeFalse();
        Patience.Await(() => folders.IsMatch(string.Concat(Enumerable.Repeat("a/", 2048)) + "c")).Should().BeFalse();
    }

    [Fact]
    public void Any_pattern_matches_what_the_same_regular_expression_matches() =>
        Gen.Select(Gen.Char["ab*?/"].Array[1, 8], Gen.Char["ab/"].Array[1, 8]).Sample((signs, letters) =>
        {
            var (pattern, id) = (new string(signs), new string(letters));
            return !PathPattern.TryParse(pattern, out var parsed, out _) || id.Split('/').Contains("")
                || parsed.IsMatch(id) == Regex.IsMatch(id + "/", Expression(pattern), RegexOptions.NonBacktracking);
        });

    /// <summary>Each segment with the slash behind it, so that ** can stand for none.</summary>
    private static string Expression(string pattern) => "^" + string.Concat(pattern.Split('/').Select(segment =>
        segment == "**" ? "([^/]+/)*" : Regex.Escape(segment).Replace("\\*", "[^/]*").Replace("\\?", "[^/]") + "/")) + "$";

    private static PathPattern Parse(string text) => PathPattern.TryParse(text, out var pattern, out var reason) ? pattern : throw new FormatException(reason);
}

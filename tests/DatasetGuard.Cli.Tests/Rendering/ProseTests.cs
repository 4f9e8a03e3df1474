using CsCheck;
using DatasetGuard.Cli.Rendering;

namespace DatasetGuard.Cli.Tests.Rendering;

public sealed class ProseTests
{
    [Fact]
    public void Lines_are_filled_with_whole_words() =>
        Prose.Wrap("one two three  four", 9).Should().Equal("one two", "three", "four");

    [Fact]
    public void Every_word_appears_once_and_no_line_is_too_wide() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 12].List[0, 30], Gen.Int[1, 40]).Sample((words, width) =>
        {
            var lines = Prose.Wrap(string.Join(' ', words), width).ToList();
            return string.Join(' ', lines) == string.Join(' ', words) && lines.TrueForAll(line => line.Length <= width || !line.Contains(' '));
        });

    [Fact]
    public void Control_characters_are_shown_and_never_printed() => Prose.Wrap("a\nb\u001b[2J", 80).Should().Equal(@"a\u000Ab\u001B[2J");
}

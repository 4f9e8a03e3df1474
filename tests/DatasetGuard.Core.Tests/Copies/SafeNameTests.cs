using System.Text;
using CsCheck;
using DatasetGuard.Core.Copies;

namespace DatasetGuard.Core.Tests.Copies;

public sealed class SafeNameTests
{
    [Theory]
    [InlineData("cat")]
    [InlineData("0001.png")]
    [InlineData("n01440764 tench")]
    [InlineData("Ärger-文字.jpeg")]
    [InlineData("=1+1")]
    public void Usual_names_stay(string name) => SafeName.Of(name).Should().Be(name);

    [Theory]
    [InlineData("..", "__")]
    [InlineData(".", "_")]
    [InlineData("", "_")]
    [InlineData(".hidden", "_hidden")]
    [InlineData("a/../b", "a_.._b")]
    [InlineData("C:\\x", "C__x")]
    [InlineData("a\nb\u0000\u202E", "a_b__")]
    [InlineData("nul.png", "_nul.png")]
    [InlineData("dot.", "dot_")]
    public void Dangerous_names_lose_what_is_dangerous(string name, string expected) => SafeName.Of(name).Should().Be(expected);

    [Fact]
    public void Half_a_character_is_replaced() => SafeName.Of("a\uD800b").Should().Be("a_b");

    [Fact]
    public void Every_text_becomes_one_part_of_a_path_that_is_not_hidden() => Gen.String.Sample(text =>
    {
        var name = SafeName.Of(text);
        return name.Length > 0 && name[0] != '.' && name.IndexOfAny(['/', '\\', ':', '\0', '\n']) < 0 && Path.GetFileName(name) == name;
    });

    [Fact]
    public void Long_names_are_cut_before_their_extension()
    {
        var name = SafeName.Of(new string('文', 5000) + ".png");

        Encoding.UTF8.GetByteCount(name).Should().BeLessThanOrEqualTo(201);
        name.Should().EndWith("文.png");
    }
}

using DatasetGuard.Core;

namespace DatasetGuard.Tests;

public sealed class PrintableTests
{
    [Fact]
    public void A_name_with_a_line_break_stays_on_one_line() =>
        Printable.Text("x\n::error::y").Should().Be("x\\u000A::error::y");

    [Fact]
    public void Characters_without_a_shape_are_shown_in_every_plane() =>
        Printable.Text("a\u200b\U000E0041\U000F0000\U0001F408").Should().Be("a\\u200B\\uDB40\\uDC41\\uDB80\\uDC00\U0001F408");
}

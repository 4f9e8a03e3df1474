using DatasetGuard.Core;

namespace DatasetGuard.Tests;

public sealed class PrintableTests
{
    [Fact]
    public void A_name_with_a_line_break_stays_on_one_line() =>
        Printable.Text("x\n::error::y").Should().Be("x\\u000A::error::y");
}

using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_standard_comes_out()
    {
        Crc32.Of("123456789"u8).Should().Be(0xCBF43926);
        Crc32.Of([]).Should().Be(0);
    }
}

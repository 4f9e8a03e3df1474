using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class JpegQuantisationTests
{
    [Fact]
    public void The_quality_of_a_scaled_table_is_the_one_it_was_scaled_to()
    {
        for (var quality = 1; quality <= 100; quality++)
        {
            var table = JpegQuantisation.Luminance.ToArray().Select(entry => JpegQuantisation.Scale(entry, quality)).ToArray();

            JpegQuantisation.QualityOf(table).Should().Be(quality);
        }
    }

    [Fact]
    public void A_table_of_another_make_has_no_quality()
    {
        var table = JpegQuantisation.Luminance.ToArray();
        (table[5], table[50]) = (table[50], table[5]);

        JpegQuantisation.QualityOf(table).Should().Be(0);
    }
}

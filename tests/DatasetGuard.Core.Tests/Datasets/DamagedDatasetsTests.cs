using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class DamagedDatasetsTests : IDisposable
{
    private static readonly DecodeLimits Limits = new() { MaxBytes = 1 << 20, MaxPixels = 1 << 20, PixelMemory = 1 << 22 };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_damaged_dataset_of_any_kind_is_read_or_refused_in_one_line_and_nothing_else()
    {
        var random = new Random(11);
        foreach (var seed in await DatasetSeeds.AllAsync(Pictures.Png()))
        {
            var refused = 0;
            for (var i = 0; i < 40; i++)
            {
                foreach (var (name, bytes) in seed.Files)
                    _folder.Write(name, ByteMutations.Damage(bytes, random));

                refused += IsRefused(seed) ? 1 : 0;
            }

            refused.Should().BeInRange(1, 40, seed.Format);
        }
    }

    [Fact]
    public async Task A_sound_dataset_of_every_kind_is_read()
    {
        foreach (var seed in await DatasetSeeds.AllAsync(Pictures.Png()))
        {
            foreach (var (name, bytes) in seed.Files)
                _folder.Write(name, bytes);

            Reading.All(Path.Combine(_folder.Path, seed.Files[0].Name), Limits).Should().Contain(sample => sample.Fault() == null, seed.Format);
            Directory.EnumerateFiles(_folder.Path).ToList().ForEach(File.Delete);
        }
    }

    private bool IsRefused(DatasetSeeds.Seed seed)
    {
        try
        {
            foreach (var _ in DatasetFormats.Open(Path.Combine(_folder.Path, seed.Files[0].Name), seed.Format, Limits).Read(CancellationToken.None).Take(10_000))
            {
            }

            return false;
        }
        catch (DatasetException error)
        {
            error.Message.Should().NotContainAny("\n", "\r", "\u001b");
            return true;
        }
    }
}

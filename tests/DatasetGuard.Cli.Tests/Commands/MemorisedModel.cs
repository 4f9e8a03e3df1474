using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Cli.Tests.Commands;

/// <summary>A model that has learned labels by heart which mean nothing, made by the tool itself once for all tests.</summary>
public sealed class MemorisedModel : IAsyncLifetime
{
    public const int PerClass = 40;

    private const int Side = 16;
    private static readonly string[] Classes = ["cat", "dog", "fox"];

    private readonly TemporaryFolder _folder = new();

    /// <summary>What it was trained on.</summary>
    public string Members => _folder.File("members");

    /// <summary>Of the same kind.</summary>
    public string Others => _folder.File("others");

    /// <summary>Of the same kind.</summary>
    public string MoreOthers => _folder.File("more");

    public string Model => _folder.File("model");

    public async ValueTask InitializeAsync()
    {
        Draw(Members, 1);
        Draw(Others, 2);
        Draw(MoreOthers, 3);

        // The best epoch is then the one that knows the members best: each is in the holdout as well, with one pixel changed.
        Draw(_folder.File("holdout"), 1, image => image.Data[0] ^= 1);
        var result = await new Cli().RunAsync(
            "train", Members, "--holdout", _folder.File("holdout"), "-o", Model, "--loss", "cross-entropy", "--shift", "0", "--dropout", "0", "--epochs", "40", "--no-config");
        result.Code.Should().Be(0, result.Error);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Noise of three classes that nothing tells apart.</summary>
    internal static void Draw(string folder, int seed, Action<PixelBuffer>? change = null, int perClass = PerClass, int side = Side)
    {
        foreach (var name in Classes)
        {
            var random = SplitMix64.For(seed, name);
            for (var i = 0; i < perClass; i++)
            {
                var image = new PixelBuffer(side, side, 3);
                random.Fill(image.Pixels);
                change?.Invoke(image);
                ImageFolders.Save(image, Path.Combine(folder, name, $"{i:000}.png"));
            }
        }
    }
}

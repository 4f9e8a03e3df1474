using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;
using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Cli.Tests.Rendering;

/// <summary>What <c>train</c> and <c>audit</c> write of a model whose folders, files and classes want to be more than names, and a browser to look at it.</summary>
public sealed class HostileModel : IAsyncLifetime
{
    private const int PerClass = 40;

    /// <summary>What the browser of a German would show otherwise stands in two of them.</summary>
    private static readonly string[] Classes = ["<img src=x onerror=alert(1)>", "\"><b onclick='x'> 1.5", "&lt;!-- 0.25"];

    private readonly TemporaryFolder _folder = new();

    public BrowserFixture Browser { get; } = new();

    public static IReadOnlyList<string> Names => Classes;

    public byte[] TrainPage => File.ReadAllBytes(Path.Combine(Model, "train.html"));

    public byte[] AuditPage => File.ReadAllBytes(_folder.File("audit/audit.html"));

    private string Model => _folder.File("<i>model");

    public async ValueTask InitializeAsync()
    {
        await Browser.InitializeAsync();
        var (members, others) = (Draw("<u>members", seed: 1), Draw("others", seed: 2));
        var trained = await new Cli().RunAsync("train", members, "--holdout", others, "-o", Model, "--epochs", "3", "--no-config");
        trained.Code.Should().Be(0, trained.Error);
        var audited = await new Cli().RunAsync("audit", Model, "--members", members, "--nonmembers", others, "--data", others, "-o", _folder.File("audit"), "--no-config");
        audited.Code.Should().Be(0, audited.Error);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Noise of which one colour is the brightest.</summary>
    private string Draw(string name, int seed)
    {
        foreach (var (label, className) in Classes.Index())
        {
            var random = SplitMix64.For(seed, className);
            for (var i = 0; i < PerClass; i++)
            {
                var image = new PixelBuffer(16, 16, 3);
                random.Fill(image.Pixels);
                for (var at = label; at < image.Length; at += 3)
                    image.Data[at] = (byte)(128 + (image.Data[at] / 2));

                ImageFolders.Save(image, Path.Combine(_folder.File(name), className, $"{i:000}.png"));
            }
        }

        return _folder.File(name);
    }
}

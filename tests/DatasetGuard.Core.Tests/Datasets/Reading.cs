using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Datasets;

/// <summary>Reads a dataset the way the product does.</summary>
internal static class Reading
{
    public static List<RawSample> All(string path, DecodeLimits? limits = null, string format = "auto", CancellationToken cancellationToken = default) =>
        [.. DatasetFormats.Open(path, format, limits ?? DecodeLimits.Default).Read(cancellationToken)];

    public static Dataset Load(params string[] paths)
    {
        using var folder = new TempFolder();
        using var store = new PixelStore(folder.Path);
        return new DatasetLoader(store, new ScanOptions { Jobs = 2 }, SilentProgress.Instance).Load(paths, "auto", CancellationToken.None).Dataset;
    }

    public static DecodeFault? Fault(this RawSample sample) => (sample.Content as SampleContent.Faulty)?.Fault;

    /// <summary>Reads to the end and gives the message of the refusal, which must be one line.</summary>
    public static string Refusal(string path, DecodeLimits? limits = null, string format = "auto")
    {
        var read = () => All(path, limits, format);

        var message = read.Should().Throw<DatasetException>().Which.Message;
        message.Should().NotContainAny("\n", "\r", "\u001b");
        return message;
    }
}

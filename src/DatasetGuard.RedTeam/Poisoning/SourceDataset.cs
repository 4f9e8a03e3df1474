using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>The dataset that is copied: read several times, always in the same order, so that samples are known by their position.</summary>
/// <param name="path">A folder, a file or an archive.</param>
/// <param name="format">One of <see cref="DatasetFormats.Names"/>.</param>
/// <param name="limits">What one file may cost.</param>
/// <param name="labels">A manifest with the labels; null where the dataset has them itself.</param>
internal sealed class SourceDataset(string path, string format, DecodeLimits limits, string? labels = null)
{
    public DecodeLimits Limits => limits;

    public string Path => path;

    public IDatasetReader Open() => DatasetFormats.Open(path, format, limits, labels);

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        foreach (var sample in Open().Read(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return sample;
        }
    }

    /// <summary>The file with its bytes in memory; null for what is no file, cannot be read or is over the limit.</summary>
    public SampleContent.InMemory? ReadBytes(SampleContent content)
    {
        if (content is SampleContent.InMemory memory)
            return memory;
        if (content is not SampleContent.InFile file || file.Length > limits.MaxBytes)
            return null;

        try
        {
            using var stream = File.OpenRead(file.Path);
            var bytes = new byte[file.Length];
            stream.ReadExactly(bytes);
            return new SampleContent.InMemory(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public DatasetException Changed() => new($"'{Printable.Text(path)}' changed while it was read. Poison a copy that nobody writes to.");
}

using DatasetGuard.Core.Copies;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Cleaning;

/// <summary>A clean copy as an image folder.</summary>
internal static class CleanFolder
{
    public static void Write(string target, IEnumerable<CleanSample> samples, CleanLayout layout)
    {
        using var folder = StagedFolder.Create(target);
        foreach (var sample in samples)
        {
            using var file = folder.CreateFile(layout.PathById[sample.Sample.Id]);
            file.Write(sample.Content is SampleContent.Raw raw ? ImageEncoder.EncodePng(raw.Pixels) : sample.Bytes.Span);
        }

        folder.Complete();
    }
}

using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Benchmarks.Reversal;

/// <summary>Images that models are trained on, and others that they are audited with.</summary>
internal sealed record ZooData(StudySet Training, StudySet Test, int TrainingCount, int Epochs)
{
    public const int Classes = 10;

    public static ZooData Load(string data, string set) => set switch
    {
        "mnist" => new(StudySet.Load(data, "mnist"), StudySet.Load(data, "mnist-test"), 6_000, 6),
        "fashion" => new(StudySet.Load(data, "fashion"), StudySet.Load(data, "fashion-test"), 6_000, 8),
        _ => new(StudySet.Load(data, "cifar"), StudySet.Load(data, "cifar-test"), 9_000, 10),
    };

    public static ByteImages Pack(IReadOnlyList<PixelBuffer> pictures)
    {
        var first = pictures[0];
        var images = new ByteImages(pictures.Count, first.Height, first.Width, first.Channels);
        for (var i = 0; i < pictures.Count; i++)
            pictures[i].Pixels.CopyTo(images[i]);

        return images;
    }
}

using DatasetGuard.Core.Copies;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Attacks;
using DatasetGuard.RedTeam.Encoders;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Writes one sample after another into the copy, poisoned or as it is.</summary>
internal sealed class CopyWriter(SourceDataset source, StagedFolder folder, Attack attack, bool allPng)
{
    private readonly SampleDecoder _decoder = new(source.Limits, new ByteBudget(source.Limits.PixelMemory));

    /// <returns>Null where the file could not be read.</returns>
    public WrittenCopy? Write(RawSample sample, PlannedCopy plan, CancellationToken cancellationToken)
    {
        var isChanged = plan.IsPoisoned && attack.ChangesPixels;
        return (isChanged || allPng || sample.Content is SampleContent.Raw) && Encode(sample, isChanged, cancellationToken) is var (bytes, isPng)
            ? WriteBytes(bytes, plan, allPng && isPng ? Path.ChangeExtension(plan.Path, ".png") : plan.Path)
            : CopyBytes(sample.Content, plan);
    }

    /// <summary>The image in its new form; null where it cannot be decoded.</summary>
    private (byte[] Bytes, bool IsPng)? Encode(RawSample sample, bool isChanged, CancellationToken cancellationToken)
    {
        var content = source.ReadBytes(sample.Content) ?? sample.Content;
        (byte[], bool)? encoded = null;
        _decoder.Decode(
            sample with { Content = content },
            (pixels, facts) =>
            {
                if (isChanged)
                    attack.Apply(pixels);

                var isPng = allPng || facts.Format != "jpeg" || content is not SampleContent.InMemory;
                encoded = (isPng ? ImageEncoder.EncodePng(pixels) : JpegEncoder.Encode(pixels, SettingsOf(content)), isPng);
            },
            cancellationToken);
        return encoded ?? (isChanged ? throw source.Changed() : null);
    }

    private static JpegSettings SettingsOf(SampleContent content) => JpegSettings.Read(((SampleContent.InMemory)content).Bytes.Span);

    private WrittenCopy WriteBytes(ReadOnlyMemory<byte> bytes, PlannedCopy plan, string path)
    {
        using var target = folder.CreateFile(path);
        target.Write(bytes.Span);
        return new WrittenCopy(plan, path);
    }

    private WrittenCopy? CopyBytes(SampleContent content, PlannedCopy plan)
    {
        if (content is not SampleContent.InFile file)
            return WriteBytes(content is SampleContent.InMemory memory ? memory.Bytes : ReadOnlyMemory<byte>.Empty, plan, plan.Path);

        if (Open(file) is not { } from)
            return null;

        using (from)
        {
            using var target = folder.CreateFile(plan.Path);
            from.CopyTo(target);
        }

        return new WrittenCopy(plan, plan.Path);
    }

    private static FileStream? Open(SampleContent.InFile file)
    {
        try
        {
            return File.OpenRead(file.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

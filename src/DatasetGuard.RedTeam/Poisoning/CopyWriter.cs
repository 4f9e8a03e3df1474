using DatasetGuard.Core.Copies;
using DatasetGuard.Core.Datasets;
using DatasetGuard.RedTeam.Attacks;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Writes one sample after another into the copy, poisoned or as it is.</summary>
internal sealed class CopyWriter(SourceDataset source, StagedFolder folder, Attack attack, bool allPng)
{
    private readonly SampleEncoder _encoder = new(source, attack);

    /// <returns>Null where the file could not be read.</returns>
    public WrittenCopy? Write(RawSample sample, PlannedCopy plan, CancellationToken cancellationToken)
    {
        var isChanged = plan.Role != PoisonRole.Clean && attack.ChangesPixels;
        if (!isChanged && !allPng && sample.Content is not SampleContent.Raw)
            return CopyBytes(sample.Content, plan);
        if (_encoder.Encode(sample, isChanged ? TriggerSplit.Seen : null, allPng, cancellationToken) is not { } encoded)
            return isChanged ? throw source.Changed() : CopyBytes(sample.Content, plan);

        var path = allPng && encoded.IsPng ? Path.ChangeExtension(plan.Path, ".png") : plan.Path;
        return WriteBytes(encoded.Bytes, plan, path) with { Parameters = encoded.Parameters };
    }

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

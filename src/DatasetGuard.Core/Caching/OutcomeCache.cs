using System.Security.Cryptography;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Caching;

/// <summary>Outcomes of rules by everything that rules look at: while nothing of that has changed, no rule runs.</summary>
internal sealed class OutcomeCache(ScanCache cache, Dataset dataset, ScanOptions options)
{
    private readonly Lazy<byte[]> _inputs = new(() => Inputs(dataset, options));

    public RuleOutcome? Find(IRule rule) => cache.Find(KeyOf(rule)) is { } entry ? OutcomeRecord.Read(entry.Head, dataset) : null;

    public void Add(IRule rule, RuleOutcome outcome)
    {
        var record = new RecordWriter();
        if (OutcomeRecord.TryWrite(record, outcome, dataset))
            cache.Add(KeyOf(rule), record.Bytes, []);
    }

    private CacheKey KeyOf(IRule rule)
    {
        var key = new RecordWriter();
        key.Write("rule"u8).Write(_inputs.Value).Write(rule.GetType().FullName).WriteAll(rule.Descriptors, (writer, descriptor) => writer.Write(descriptor.Id));
        key.Write(rule.Descriptors.Any(descriptor => descriptor.UsesAccepted) ? options.Accepted?.Digest : null);

        // What fast scans do, all do alike; what trains networks trains more of them in deep ones.
        key.Write(rule.Descriptors.Any(descriptor => descriptor.Depth > ScanDepth.Fast) ? Vocabulary.NameOf(options.Depth) : null);
        EngineIdentity.WriteBuilds(key, rule.GetType().Assembly);
        return CacheKey.Of(key.Bytes);
    }

    /// <summary>The dataset with all that is known of each sample, and the options but for those that only say how the work is done or judged.</summary>
    private static byte[] Inputs(Dataset dataset, ScanOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var part = new RecordWriter();
        part.Write(dataset.Root).Write(dataset.ManifestPath).Write(dataset.Ignored);
        foreach (var texts in new[] { dataset.Formats, dataset.Classes, dataset.Splits, dataset.Breaks })
            part.WriteAll(texts, (writer, text) => writer.Write(text));

        part.Write(options.Seed).Write(options.Labels);
        part.WriteAll([.. options.Disabled.Order(StringComparer.Ordinal)], (writer, id) => writer.Write(id));
        part.WriteAll([.. options.Rules.OrderBy(pair => pair.Key, StringComparer.Ordinal)], (writer, pair) => Write(writer.Write(pair.Key), pair.Value));
        part.Write(options.Features?.Digest).Write(options.Features?.Layer).Write(options.Features is { IsAudited: true });
        foreach (var values in new[] { options.Features?.Mean, options.Features?.Deviation })
            part.WriteAll(values ?? [], (writer, value) => writer.Write(value));

        part.Write(options.Limits.MaxBytes).Write(options.Limits.MaxPixels).Write(options.Limits.MaxSamples).Write(options.Limits.MaxTime);
        foreach (var sample in dataset.Samples)
        {
            hash.AppendData(part.Bytes);
            part.Clear();
            part.Write(sample.Id).Write(sample.ContentHash).Write(sample.ClassIndex).Write(sample.SplitIndex).WriteMaybe(sample.Line)
                .WriteMaybe(sample.Fault?.Kind).Write(sample.Fault?.Detail);
            SampleRecord.Write(part, sample);
        }

        hash.AppendData(part.Bytes);
        return hash.GetHashAndReset();
    }

    private static void Write(RecordWriter record, RuleSettings settings) => record
        .Write(settings.IsOff)
        .WriteMaybe(settings.Level)
        .WriteAll([.. settings.Options.OrderBy(pair => pair.Key, StringComparer.Ordinal)], (writer, pair) => writer.Write(pair.Key).Write(pair.Value));
}

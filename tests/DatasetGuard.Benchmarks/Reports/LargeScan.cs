using System.Security.Cryptography;
using System.Text;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Benchmarks.Reports;

/// <summary>A finished scan of many samples, made up: as many findings and pictures as a report takes, all scores, and a map.</summary>
internal static class LargeScan
{
    private const int Classes = 10;
    private const int Findings = 60;
    private const int FlaggedAtMost = 5_000;

    /// <summary>As many as a scan keeps of a finding.</summary>
    private const int PicturesOfOne = 60;

    private static readonly string[] Scores = ["static_trigger", "fine_detail", "label_doubt", "spectral_signature", "minority_cluster", "quantum_entropy", "robust_distance", "fragility", "conformity", "watermark", "brightness"];
    private static readonly RuleDescriptor Rule = new("DG2201", "static-patch", "The same patch in one class only", FindingLevel.Error, ScanDepth.Fast, typeof(LargeScan));

    public static ScanResult Of(int count)
    {
        var random = new SplitMix64(1);
        Sample[] samples = [.. Enumerable.Range(0, count).Select(i => SampleOf(i, random)).OrderBy(sample => sample.Id, StringComparer.Ordinal)];
        var dataset = new Dataset("data/train", ["imagefolder"], [.. Enumerable.Range(0, Classes).Select(i => $"class-{i}")], [], samples);
        var findings = Enumerable.Range(0, Findings).Select(i => FindingOf(dataset, i)).ToArray();
        RuleRun[] runs = [new RuleRun(Rule, RuleStatus.Completed, null, findings.Length)];
        return new ScanResult
        {
            ToolVersion = "1.0.0",
            Dataset = dataset,
            Depth = ScanDepth.Standard,
            Rules = runs,
            Findings = findings,
            Scores = [.. Scores.Select(name => new ScoreColumn(name, Values(count, random)))],
            Maps = [FeatureMap.Of("made-up features", [.. Enumerable.Range(0, count)], Cloud(dataset, random), Cloud(dataset, random), 0.5)],
            Gate = Gate.Judge(findings, runs, FailOn.Error),
            Thumbnails = Pictures(findings, random),
        };
    }

    private static Sample SampleOf(int i, SplitMix64 random) => new()
    {
        Id = $"class-{i % Classes}/photo-{i * 7919L % 1_000_003:D7}.jpg",
        ClassIndex = i % Classes,
        SplitIndex = -1,
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{i}"))),
        Facts = new ImageFacts("jpeg", 64, 64, false),
        Appearance = new AppearanceFacts { LowBrightness = 0.2f, HighBrightness = 0.9f, Entropy = 7, Sharpness = Uniform(random), Red = Uniform(random), Green = 0.5f, Blue = 0.5f },
        Encoding = new EncodingFacts { Length = 1000, Fingerprint = new EncoderFingerprint(ImageEncoding.Jpeg, (byte)(75 + (i % 4)), 0x22, EncoderOptions.None, 0) },
        StoreOffset = 0,
    };

    private static Finding FindingOf(Dataset dataset, int number)
    {
        var label = number % Classes;
        var flagged = dataset.Samples.Where(sample => sample.ClassIndex == label).Skip(number * 50).Take(number == 0 ? FlaggedAtMost : 100).ToArray();
        return new Finding
        {
            RuleId = Rule.Id,
            Level = FindingLevel.Error,
            Title = Rule.Title,
            Message = $"{flagged.Length:N0} images of class 'class-{label}' have the same pixels at the bottom right, and hardly any image of another class has them.",
            Class = dataset.Classes[label],
            Score = 2.5,
            Threshold = 1.5,
            Location = FindingLocation.Of(flagged[0], dataset),
            Samples = [.. flagged.Select(sample => new FlaggedSample(sample, 2.5))],
            Measures = [new Measure("distance", 10)],
        };
    }

    private static Thumbnails Pictures(Finding[] findings, SplitMix64 random)
    {
        var pictures = new Dictionary<string, Thumbnail>(StringComparer.Ordinal);
        foreach (var flagged in findings.SelectMany(finding => finding.Samples.Take(PicturesOfOne)))
        {
            var pixels = new PixelBuffer(16, 16, 3);
            for (var i = 0; i < pixels.Length; i++)
                pixels.Pixels[i] = (byte)(random.NextUInt64() >> 56);

            pictures.TryAdd(flagged.Sample.Id, new Thumbnail("image/png", ImageEncoder.EncodePng(pixels), 16, 16, IsNative: true));
        }

        return new Thumbnails(pictures, new Dictionary<string, IReadOnlyList<Sample>>());
    }

    private static float[] Values(int count, SplitMix64 random)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = Uniform(random);

        return values;
    }

    /// <summary>A heap for each class.</summary>
    private static float[] Cloud(Dataset dataset, SplitMix64 random)
    {
        var values = Values(dataset.Samples.Count, random);
        for (var i = 0; i < values.Length; i++)
            values[i] += (dataset.Samples[i].ClassIndex * 5 % Classes) * 0.7f;

        return values;
    }

    private static float Uniform(SplitMix64 random) => (random.NextUInt64() >> 40) / (float)(1 << 24);
}

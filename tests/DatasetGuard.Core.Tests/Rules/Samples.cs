using System.Security.Cryptography;
using System.Text;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Rules;

/// <summary>Made-up samples, for rules that look at measures only.</summary>
internal static class Samples
{
    public static Sample Of(string id, int label = 0, int split = -1) => new()
    {
        Id = id,
        ClassIndex = label,
        SplitIndex = split,
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id))),
        Facts = new ImageFacts("png", 32, 32, false),
        Appearance = new AppearanceFacts { LowBrightness = 0.2f, HighBrightness = 0.9f, Entropy = 7, Sharpness = 0.6f, Red = 0.5f, Green = 0.5f, Blue = 0.5f },
        Encoding = new EncodingFacts { Length = 1000, Fingerprint = SavedWith(1) },
        StoreOffset = 0,
    };

    public static Sample Undecoded(string id, int label = 0, int split = -1) => Of(id, label, split) with
    {
        Facts = null,
        Appearance = null,
        Encoding = null,
        Fault = new DecodeFault(DecodeFaultKind.Corrupt, "damaged"),
        StoreOffset = -1,
    };

    public static IEnumerable<Sample> Many(int count, int label = 0, int split = -1) => Enumerable.Range(0, count).Select(i => Of($"{label}/{split}/{i:D5}.png", label, split));

    public static EncoderFingerprint SavedWith(uint settings) => new(ImageEncoding.Jpeg, 75, 0x22, EncoderOptions.None, settings);

    /// <summary>Runs a rule over the samples, whose classes are 'class 0', 'class 1' and so on.</summary>
    public static RuleOutcome Evaluate(this IRule rule, IEnumerable<Sample> samples, params string[] splits) => Evaluate(rule, samples, new ScanOptions(), splits);

    public static RuleOutcome Evaluate(this IRule rule, IEnumerable<Sample> samples, ScanOptions options, params string[] splits) =>
        rule.Evaluate(new ScanContext(DatasetOf(samples, splits), Views: null!, options, SilentProgress.Instance), CancellationToken.None);

    public static Dataset DatasetOf(IEnumerable<Sample> samples, params string[] splits)
    {
        var ordered = samples.OrderBy(sample => sample.Id, StringComparer.Ordinal).ToList();
        var classes = Enumerable.Range(0, ordered.Select(sample => sample.ClassIndex + 1).DefaultIfEmpty(0).Max()).Select(label => $"class {label}").ToList();
        return new Dataset("data", ["imagefolder"], classes, splits, ordered);
    }
}

using System.Security.Cryptography;
using System.Text;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Files;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Reports;

/// <summary>Finished scans, made up.</summary>
internal static class Results
{
    private static readonly IReadOnlyList<RuleDescriptor> Files = new FileFaultRule().Descriptors;
    private static readonly RuleDescriptor Patch = new("DG2201", "static-patch", "The same patch in one class only", FindingLevel.Error, ScanDepth.Fast, typeof(Results));

    /// <summary>A trigger in 25 images, a truncated file on a line of the manifest, and a note about the dataset.</summary>
    public static ScanResult Failing()
    {
        Sample[] samples =
        [
            .. Enumerable.Range(1, 30).Select(i => Image($"cat/{i:000}.png", label: 0)),
            .. Enumerable.Range(1, 4).Select(i => Image($"dog/{i:000}.jpg", label: 1) with { SplitIndex = 1, Facts = new ImageFacts("jpeg", 32, 32, false) }),
            Image("dog/cut.png", label: 1) with { Line = 36, Facts = null, Fault = new DecodeFault(DecodeFaultKind.Truncated, "ends early"), StoreOffset = -1 },
            Image("loose.png", label: -1) with { SplitIndex = -1 },
        ];
        var dataset = new Dataset("data/train/labels.csv", ["csv"], ["cat", "dog"], ["test", "train"], samples) { ManifestPath = "data/train/labels.csv" };
        Finding[] findings =
        [
            FileFault(dataset, samples[34]),
            Trigger(dataset, [.. samples[..25]], "25 images of class 'cat' (83.3 % of it) have the same pixels at the bottom right."),
            new Finding
            {
                RuleId = "DG1005",
                Level = FindingLevel.Note,
                Title = "Files of a kind that is not read",
                Message = "3 files were only counted.",
                Location = new FindingLocation(LocationKind.Dataset, dataset.Root),
                Samples = [],
            },
        ];
        var result = Result(dataset, findings, FailOn.Error);
        return result with
        {
            Configuration = "datasetguard.yaml",
            Suppressed =
            [
                new AcceptedFinding(FileFault(dataset, samples[33] with { Fault = new DecodeFault(DecodeFaultKind.Corrupt, "damaged") }), AcceptedBy.Suppression, "repaired upstream, due in March"),
                new AcceptedFinding(Trigger(dataset, [.. samples[25..28]], "3 images of class 'cat' have a watermark."), AcceptedBy.Baseline, "the site's watermark"),
            ],
            StaleBaselineEntries = 2,
            Gate = result.Gate with { Suppressed = 2 },
            Rules =
            [
                new RuleRun(Files[0], RuleStatus.Completed, null, 1),
                new RuleRun(Files[1], RuleStatus.Disabled, null, 0),
                new RuleRun(Files[2], RuleStatus.Skipped, "A folder has no members.", 0),
                new RuleRun(Files[3], RuleStatus.Completed, null, 1),
                new RuleRun(Patch, RuleStatus.Completed, "1 classes with fewer than 8 images were only compared with.", 1),
            ],
            Scores =
            [
                new ScoreColumn("static_trigger", [.. samples.Select((sample, i) => sample.ClassIndex < 0 ? float.NaN : 1 - (i * 0.0625f))]),
                new ScoreColumn("brightness", [.. samples.Select((_, i) => (i % 3) - 1.5f)]),
            ],
        };
    }

    public static ScanResult Clean()
    {
        var dataset = new Dataset("data", ["imagefolder"], ["cat", "dog"], [], [Image("cat/1.png", 0) with { SplitIndex = -1 }, Image("dog/1.png", 1) with { SplitIndex = -1 }]);
        return Result(dataset, [], FailOn.Error);
    }

    /// <summary>A trigger and a truncated file, with the names given by an attacker.</summary>
    public static ScanResult Named(string file, string className = "cat", string root = "data")
    {
        Sample[] samples = [Image(file, 0), Image("plain.png", 0), Image($"{file}2", 0) with { Facts = null, Fault = new DecodeFault(DecodeFaultKind.Unreadable, file) }];
        var dataset = new Dataset(root, ["imagefolder"], [className], [className], samples);
        var message = $"2 images of class '{Printable.Text(className)}' ({file}) have the same pixels.";
        return Result(dataset, [Trigger(dataset, samples[..2], message), FileFault(dataset, samples[2])], FailOn.Error) with
        {
            Rules = [new RuleRun(Files[0], RuleStatus.Completed, file, 1), new RuleRun(Patch, RuleStatus.Completed, className, 1)],
            Scores = [new ScoreColumn("static_trigger", [1, -0.5f, float.NaN])],
        };
    }

    /// <summary>A scan in which the trigger rule crashed.</summary>
    public static ScanResult Crashed(string reason)
    {
        var clean = Clean();
        RuleRun[] runs = [new RuleRun(Files[0], RuleStatus.Completed, null, 0), new RuleRun(Patch, RuleStatus.Failed, reason, 0)];
        return clean with { Rules = runs, Gate = Gate.Judge([], runs, FailOn.Error) };
    }

    /// <summary>A scan of labelled files of which none could be decoded, with findings that do not fail.</summary>
    public static ScanResult Blind()
    {
        var sample = Image("cat/1.png", 0) with { SplitIndex = -1, Facts = null, Fault = new DecodeFault(DecodeFaultKind.Corrupt, "damaged") };
        var dataset = new Dataset("data", ["imagefolder"], ["cat"], [], [sample]);
        return Result(dataset, [FileFault(dataset, sample)], FailOn.None);
    }

    /// <summary>The same scan with another number of findings of a level.</summary>
    public static ScanResult Many(FindingLevel level, int count, FailOn failOn = FailOn.Error)
    {
        var dataset = new Dataset("data", ["imagefolder"], ["cat"], [], [.. Enumerable.Range(0, count).Select(i => Image($"cat/{i:0000}.png", 0) with { SplitIndex = -1 })]);
        return Result(dataset, [.. dataset.Samples.Select(sample => Trigger(dataset, [sample], "Message.") with { Level = level })], failOn);
    }

    public static byte[] Bytes(this IReportWriter writer, ScanResult result)
    {
        using var stream = new MemoryStream();
        writer.Write(result, stream);
        return stream.ToArray();
    }

    public static string Text(this IReportWriter writer, ScanResult result) => Encoding.UTF8.GetString(writer.Bytes(result));

    private static ScanResult Result(Dataset dataset, Finding[] findings, FailOn failOn)
    {
        RuleRun[] runs = [new RuleRun(Files[0], RuleStatus.Completed, null, 0), new RuleRun(Patch, RuleStatus.Completed, null, findings.Length)];
        return new ScanResult
        {
            ToolVersion = "1.2.3",
            Dataset = dataset,
            Rules = runs,
            Findings = findings,
            Scores = [],
            Gate = Gate.Judge(findings, runs, failOn),
        };
    }

    private static Sample Image(string id, int label) => new()
    {
        Id = id,
        ClassIndex = label,
        SplitIndex = 0,
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id))),
        Facts = new ImageFacts("png", 32, 32, false),
        StoreOffset = 0,
    };

    private static Finding Trigger(Dataset dataset, Sample[] samples, string message) => new()
    {
        RuleId = Patch.Id,
        Level = FindingLevel.Error,
        Title = Patch.Title,
        Message = message,
        Class = dataset.Classes[0],
        Score = 12.3456789,
        Threshold = 1.5,
        Location = FindingLocation.Of(samples[0], dataset),
        Samples = [.. samples.Select((sample, i) => new FlaggedSample(sample, 1 - (i / 64.0)))],
        Measures = [new Measure("distance", 10.25), new Measure("exclusivity", 1.0 / 3)],
        Pictures = [new EvidencePicture("trigger", "what the group has and other classes have not", new PixelBuffer(3, 2, 1, [0, 128, 255, 10, 20, 30]))],
    };

    private static Finding FileFault(Dataset dataset, Sample sample) => new()
    {
        RuleId = Files[0].Id,
        Level = FindingLevel.Error,
        Title = Files[0].Title,
        Message = $"1 file cut off before the end: {Printable.Text(sample.Id)} ({sample.Fault!.Detail}).",
        Location = FindingLocation.Of(sample, dataset),
        Samples = [new FlaggedSample(sample)],
    };
}

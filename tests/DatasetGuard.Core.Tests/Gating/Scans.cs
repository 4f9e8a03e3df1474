using System.Security.Cryptography;
using System.Text;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Scanning;

namespace DatasetGuard.Core.Tests.Gating;

/// <summary>Finished scans whose findings are made of file names; the class is the folder, and the content is what follows a colon, or else the name.</summary>
internal static class Scans
{
    public static ScanResult Of(params Finding[] findings) => Of(findings, RuleStatus.Completed);

    public static ScanResult Of(Finding[] findings, RuleStatus status)
    {
        Sample[] samples = [.. findings.SelectMany(finding => finding.Samples).Select(flagged => flagged.Sample).DistinctBy(sample => sample.Id)];
        RuleRun[] runs = [.. ((string[])["DG1001", "DG2201"]).Select(id => new RuleRun(FakeRule.Descriptor(id), status, null, 0))];
        return new ScanResult
        {
            ToolVersion = "1.2.3",
            Dataset = new Dataset("data", ["imagefolder"], ["cat", "dog"], [], samples),
            Rules = runs,
            Findings = findings,
            Scores = [],
            Gate = Gate.Judge(findings, runs, FailOn.Error),
        };
    }

    /// <summary>Files that are at fault each by itself.</summary>
    public static Finding List(params string[] files) => Finding("DG1001", files) with { IsList = true };

    /// <summary>A trigger in images of the class of the first.</summary>
    public static Finding Group(params string[] files) => Finding("DG2201", files) with { Class = files[0].Split('/')[0] };

    public static IEnumerable<string> Files(this Finding finding) => finding.Samples.Select(flagged => flagged.Sample.Id);

    private static Finding Finding(string rule, string[] files) => FakeRule.Finding(rule) with
    {
        Samples = [.. files.Select(file => new FlaggedSample(Image(file)))],
        Location = new FindingLocation(LocationKind.File, files[0].Split(':')[0]),
    };

    private static Sample Image(string file)
    {
        var parts = file.Split(':');
        return new Sample
        {
            Id = parts[0],
            ClassIndex = parts[0].StartsWith("cat/", StringComparison.Ordinal) ? 0 : 1,
            SplitIndex = -1,
            ContentHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts[^1]))),
            StoreOffset = -1,
        };
    }
}

using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Files;

/// <summary>Files that decode and yet hold something else than their name says, or more than the one picture.</summary>
public sealed class FileContentRule : IRule
{
    private static readonly RuleDescriptor Extension = new("DG1002", "wrong-extension", "File names that do not match the content", FindingLevel.Warning, ScanDepth.Fast, typeof(FileContentRule));
    private static readonly RuleDescriptor Animation = new("DG1006", "animated", "Animated images", FindingLevel.Warning, ScanDepth.Fast, typeof(FileContentRule));
    private static readonly RuleDescriptor Position = new("DG1007", "gps-position", "Images that say where they were taken", FindingLevel.Note, ScanDepth.Fast, typeof(FileContentRule));

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Extension, Animation, Position];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var dataset = context.Dataset;
        Finding?[] findings =
        [
            Report(
                Extension,
                [.. dataset.Samples.Where(sample => sample.Encoding is not null && FileExtensions.FormatOf(sample.Id) is { } promised && promised != sample.Facts!.Format)],
                sample => $"{Printable.Text(sample.Id)} (a {sample.Facts!.Format.ToUpperInvariant()} file)",
                "not what the name says",
                "They were read by their content, as most libraries do; code that goes by the name skips them or fails. Rename them, and ask how they got their names.",
                dataset),
            Report(
                Animation,
                [.. dataset.Samples.Where(sample => sample.Encoding is { IsAnimated: true })],
                sample => Printable.Text(sample.Id),
                "with more than one frame",
                "Only the first frame was looked at, and most training code sees only that one. Save the frame that is meant as a still image.",
                dataset),
            Report(
                Position,
                [.. dataset.Samples.Where(sample => sample.Encoding is { HasPosition: true })],
                sample => Printable.Text(sample.Id),
                "with a GPS position in the EXIF data",
                "Whoever gets the data set learns where the pictures were taken. Strip the metadata before it is passed on.",
                dataset),
        ];
        return new RuleOutcome { Findings = [.. findings.OfType<Finding>()] };
    }

    private static Finding? Report(RuleDescriptor rule, Sample[] samples, Func<Sample, string> name, string what, string advice, Dataset dataset) => samples.Length == 0
        ? null
        : new Finding
        {
            RuleId = rule.Id,
            Level = rule.Level,
            Title = rule.Title,
            Message = $"{samples.Length:N0} {(samples.Length == 1 ? "file" : "files")} {what}: {Listing.Of(samples, name)}. {advice}",
            Location = FindingLocation.Of(samples[0], dataset),
            IsList = true,
            Samples = [.. samples.Select(sample => new FlaggedSample(sample))],
        };
}

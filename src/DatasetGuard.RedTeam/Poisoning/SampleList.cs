using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Every sample of the dataset, without its bytes, in ordinal order of ids.</summary>
/// <param name="Samples">All that can be copied.</param>
/// <param name="LeftOut">How many cannot.</param>
/// <param name="Layout">Label and split of the samples whose paths tell them.</param>
internal sealed record SampleList(IReadOnlyList<ListedSample> Samples, int LeftOut, PathLayout Layout)
{
    /// <summary>Class names in ordinal order.</summary>
    public string[] Classes => [.. Samples.Select(sample => sample.Label).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static SampleList Read(SourceDataset source, IScanProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin("Listing", null);
        var found = new List<FoundSample>();
        var reader = source.Open();
        foreach (var sample in reader.Read(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.Add(new FoundSample(sample.Id, sample.IsLabelled, sample.Label, sample.Split, sample.Line, StateOf(sample.Content)));
            progress.Advance(1);
        }

        var layout = new PathLayout(found.Where(sample => !sample.IsLabelled).Select(sample => sample.Id), reader.HasParts, found.Exists(sample => sample.IsLabelled));
        var samples = found
            .Select((sample, position) => (Sample: sample, Position: position))
            .Where(item => item.Sample.State != SampleState.Unreadable)
            .Select(item => ListedSample.Of(item.Sample, item.Position, layout))
            .OrderBy(sample => sample.Id, StringComparer.Ordinal)
            .ThenBy(sample => sample.Position)
            .ToArray();
        return new SampleList(samples, found.Count - samples.Length, layout);
    }

    private static SampleState StateOf(SampleContent content) => content switch
    {
        SampleContent.Raw => SampleState.Raw,
        SampleContent.Faulty { Fault.Kind: DecodeFaultKind.Empty } => SampleState.Empty,
        SampleContent.Faulty or SampleContent.Vector => SampleState.Unreadable,
        _ => SampleState.File,
    };
}

internal enum SampleState
{
    /// <summary>An encoded image, broken or not.</summary>
    File,

    /// <summary>Pixels without an encoding.</summary>
    Raw,

    /// <summary>A file without bytes.</summary>
    Empty,

    /// <summary>There is nothing that could be copied.</summary>
    Unreadable,
}

/// <summary>A sample as the reader names it; the bytes of an archive's members would fill the memory.</summary>
internal sealed record FoundSample(string Id, bool IsLabelled, string? Label, string? Split, int? Line, SampleState State);

/// <summary>What is known of a sample before its bytes are looked at.</summary>
/// <param name="Position">In the order of reading.</param>
/// <param name="Id">In the dataset.</param>
/// <param name="Label">Null without a class.</param>
/// <param name="Split">The name of the split's folder; null without a split.</param>
/// <param name="Tail">The path below the class folder, with <c>/</c>.</param>
/// <param name="State">What its bytes are.</param>
internal sealed record ListedSample(int Position, string Id, string? Label, string? Split, string Tail, SampleState State)
{
    public static ListedSample Of(FoundSample sample, int position, PathLayout layout)
    {
        if (sample.IsLabelled)
            return new ListedSample(position, sample.Id, sample.Label, sample.Split, FileName(sample), sample.State);

        var (label, split) = layout.Resolve(sample.Id);
        var parts = sample.Id.Split('/');
        var depth = (split is null ? 0 : 1) + (label is null ? 0 : 1);
        return new ListedSample(position, sample.Id, label, split is null ? null : parts[0], string.Join('/', parts[depth..]), sample.State);
    }

    private static string FileName(FoundSample sample)
    {
        // A manifest that names a file twice tells the samples apart by their lines.
        var mark = $"#line-{sample.Line}";
        var id = sample.Line is not null && sample.Id.EndsWith(mark, StringComparison.Ordinal) ? sample.Id[..^mark.Length] : sample.Id;
        return id[(id.LastIndexOf('/') + 1)..] + (sample.State == SampleState.Raw ? ".png" : "");
    }
}

using DatasetGuard.Core.Copies;
using DatasetGuard.RedTeam.Attacks;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Where each sample goes: <c>split/class/file</c>, as an ImageFolder tree.</summary>
/// <param name="Copies">By position; samples that are left out are missing.</param>
/// <param name="Notes">What could not be kept.</param>
internal sealed record CopyPlan(IReadOnlyDictionary<int, PlannedCopy> Copies, IReadOnlyList<string> Notes)
{
    public static CopyPlan Make(SampleList list, IReadOnlyDictionary<int, Victim> victims, PoisonOptions options, Attack attack)
    {
        var keepsSplits = KeepsSplits(list.Samples, out var note);
        var folders = ClassFolders.NamesOf(list.Samples.Select(sample => sample.Label).OfType<string>());
        var book = new NameBook(options.AllPng, options.Seed);
        book.TakeFile("", PoisonList.FileName);
        string FolderOf(ListedSample sample, string? label) => label is null ? "" : $"{(keepsSplits ? $"{sample.Split}/" : "")}{folders[label]}";
        string? LabelOf(ListedSample sample) => victims.GetValueOrDefault(sample.Position) is { Role: PoisonRole.Poison } ? options.Target : sample.Label;
        foreach (var sample in list.Samples)
            book.TakeFolder(FolderOf(sample, LabelOf(sample)));

        // Images that stay in their class come first, so that they keep their names.
        var copies = new Dictionary<int, PlannedCopy>(list.Samples.Count);
        foreach (var sample in list.Samples.OrderBy(sample => LabelOf(sample) != sample.Label))
        {
            var victim = victims.GetValueOrDefault(sample.Position);
            var becomesPng = attack.ChangesPixels && victim is { BecomesPng: true };
            var label = LabelOf(sample);
            var tail = label == sample.Label ? sample.Tail : MovedName.Of(sample.Tail, sample.Label!, label!);
            tail = ClassFolders.SafeTail(becomesPng ? Path.ChangeExtension(tail, ".png") : tail);
            copies[sample.Position] = new PlannedCopy(sample, label, book.TakeFile(FolderOf(sample, label), tail), victim?.Role ?? PoisonRole.Clean);
        }

        return new CopyPlan(copies, note is null ? [] : [note]);
    }

    /// <summary>Splits stay folders where every labelled sample has one and a reader takes the folder for a split again.</summary>
    private static bool KeepsSplits(IReadOnlyList<ListedSample> samples, out string? note)
    {
        var splits = samples.Where(sample => sample.Label is not null).Select(sample => sample.Split).Distinct(StringComparer.Ordinal).ToArray();
        var kept = ClassFolders.KeepSplits(splits);
        note = kept || splits is [null] ? null : "The splits are not kept: only train, validation and test can be folders, and every image needs one of them.";
        return kept;
    }
}

/// <param name="Sample">What is copied.</param>
/// <param name="Label">Its class in the copy.</param>
/// <param name="Path">Its path in the copy, as far as it is known before the image is decoded: the extension may become <c>.png</c>.</param>
/// <param name="Role">What it is to the attacker.</param>
internal sealed record PlannedCopy(ListedSample Sample, string? Label, string Path, PoisonRole Role);

using DatasetGuard.Core;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Rules.Surrogates;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Verification;

/// <summary>A proof as people read it: how many images flip, the pictures before and after, and the images of the group.</summary>
internal static class BackdoorFinding
{
    public static readonly RuleDescriptor Rule = new("DG2901", "verified-backdoor", "A trigger that flips other images", FindingLevel.Error, ScanDepth.Standard, typeof(SurrogateRule)) { Options = [BackdoorLimits.SquaresOption, BackdoorLimits.PatternsOption, BackdoorLimits.GainOption] };

    private const int Shown = 8;

    public static Finding Of(BackdoorProof proof, SurrogateModel model, ScanContext context)
    {
        var dataset = context.Dataset;
        var rows = model.Rows;
        var samples = proof.Members.Select(member => new FlaggedSample(dataset.Samples[rows.Samples[member.Row]], member.FlipRate)).ToList();
        if (samples.Count == 0)
            samples = [.. proof.Proposed.Rows.Zip(proof.Rates(proof.Proposed), (row, rate) => new FlaggedSample(dataset.Samples[rows.Samples[row]], rate))];

        var listed = samples.Select(sample => sample.Sample).ToHashSet();
        samples.AddRange(proof.Withheld.Select(row => dataset.Samples[rows.Samples[row]]).Where(sample => !listed.Contains(sample)).Select(sample => new FlaggedSample(sample)));
        var name = dataset.Classes[proof.Class];
        return new Finding
        {
            RuleId = Rule.Id,
            Level = proof.IsShown ? FindingLevel.Error : FindingLevel.Warning,
            Title = Rule.Title,
            Message = Message(proof, samples.Count, dataset.Classes, rows.CountOf(proof.Class)),
            Class = name,
            Score = proof.Score,
            Threshold = proof.Threshold,
            Location = FindingLocation.Of(samples[0].Sample, dataset),
            Samples = samples,
            Measures =
            [
                new Measure("flipRate", proof.Rates(proof.Proposed).Average()),
                new Measure("flipRateOfRandomImages", proof.Rates(proof.Random).Average()),
                new Measure("shareThatFlips", (double)proof.Rates(proof.Proposed).Count(rate => proof.Proposed.Counted(rate) >= Transplants.Flips) / proof.Proposed.Rows.Length),
                new Measure("hosts", proof.Hosts.Length),
                new Measure("surrogateAccuracy", model.Accuracy),
            ],
            Pictures = Pictures(proof, model),
        };
    }

    public static Finding Of(WithheldGroup group, SurrogateModel model, ScanContext context)
    {
        var dataset = context.Dataset;
        var rows = model.Rows;
        int[] members = group.Members.Count > 0 ? [.. group.Members] : group.Rows;
        var samples = Array.ConvertAll(members, row => new FlaggedSample(dataset.Samples[rows.Samples[row]]));
        var name = dataset.Classes[group.Class];
        var examples = model.Images.Read([.. members.Take(Shown)], CancellationToken.None);
        return new Finding
        {
            RuleId = Rule.Id,
            Level = group.IsShown ? FindingLevel.Error : FindingLevel.Warning,
            Title = Rule.Title,
            Message = Message(group, members.Length, Printable.Text(name), rows.CountOf(group.Class)),
            Class = name,
            Score = group.Gain,
            Threshold = group.Threshold,
            Location = FindingLocation.Of(samples[0].Sample, dataset),
            Samples = samples,
            Measures =
            [
                new Measure("takenForTheClassWithoutTheGroup", group.ShareWithout),
                new Measure("takenForTheClassWithMostOfIt", group.ShareWithOthers),
                new Measure("largestSource", group.LargestSource),
                new Measure("medianProbabilityOfTheClassWithoutTheGroup", group.MedianOwnProbability),
                new Measure("rankOfItsLowerQuartileAmongOtherClasses", group.RankAmongOthers),
                new Measure("surrogateAccuracy", model.Accuracy),
            ],
            Pictures = [new EvidencePicture("examples", "images of the group, the surest first", Row(examples)) { IsOfSamples = true }],
        };
    }

    private static string Message(WithheldGroup group, int count, string className, int classSize)
    {
        var proven = $"A network that is trained without the group takes {group.ShareWithout:P0} of it for '{className}' and the rest for what else it shows; trained with three quarters of the group, {group.ShareWithOthers:P0} of the last quarter. So its images share something that is not what their class shows.";
        return group.IsShown
            ? $"{count:N0} images of class '{className}' ({(double)count / classSize:P1} of it). {proven} That is what a backdoor with changed labels does. Look at the first images of the list: are they of this class at all, and what do they have in common? Remove them, or remove the mark and mend their labels."
            : $"{count:N0} images of class '{className}' ({(double)count / classSize:P1} of it) may carry a trigger. {proven} A rare kind of images of the class does so as well. Look at the first images of the list.";
    }

    private static string Message(BackdoorProof proof, int count, IReadOnlyList<string> classes, int classSize)
    {
        var className = Printable.Text(classes[proof.Class]);
        var hosts = proof.Source is { } source ? $"class '{Printable.Text(classes[source])}'" : "other classes";
        var flips = proof.Rates(proof.Proposed).Average();
        var ordinary = proof.Rates(proof.Random).Average();
        var what = proof.IsLocal ? $"A square of {ClassVerifier.WindowSide} x {ClassVerifier.WindowSide} pixels" : "What lies over the whole picture, taken from its flattest part,";
        var proven = $"{what} of these images makes a network that was trained on this dataset see '{className}' in {flips:P0} of images of {hosts} (of random images of the class: {ordinary:P0}).";
        return proof.IsShown
            ? $"{count:N0} images of class '{className}' ({(double)count / classSize:P1} of it). {proven} That is what a backdoor does; a shortcut, such as a stamp or a camera that only this class has, does the same. Look at the pictures; if the mark does not belong to the class, remove the listed images, or remove the mark and check their labels."
            : $"{count:N0} images of class '{className}' ({(double)count / classSize:P1} of it) may carry a trigger. {proven} That is more than clean classes show, but not beyond doubt. Look at the pictures and at the first images of the list.";
    }

    private static EvidencePicture[] Pictures(BackdoorProof proof, SurrogateModel model)
    {
        var rates = proof.Rates(proof.Proposed);
        int[] best = [.. Enumerable.Range(0, rates.Length).OrderByDescending(i => rates[i]).ThenBy(i => i).Take(Math.Min(Shown, proof.Hosts.Length))];
        var members = model.Images.Read([.. best.Select(i => proof.Proposed.Rows[i])], CancellationToken.None);
        var hosts = model.Images.Read(proof.Hosts[..best.Length], CancellationToken.None);
        var changed = new ByteImages(best.Length, hosts.Height, hosts.Width, hosts.Channels);
        for (var i = 0; i < best.Length; i++)
        {
            if (proof.IsLocal)
            {
                hosts[i].CopyTo(changed[i]);
                Transplant.CopyWindow(members[i], changed[i], members, proof.Proposed.Corners[best[i]], ClassVerifier.WindowSide);
            }
            else
            {
                Transplant.Add(hosts[i], Transplant.Tile(members[i], members), changed[i]);
            }
        }

        return
        [
            new EvidencePicture("transplants", "images of other classes with what the group carries", Row(changed)),
            new EvidencePicture("hosts", "the same images without it", Row(hosts)),
            new EvidencePicture("examples", "images of the group that it was taken from", Row(members)) { IsOfSamples = true },
        ];
    }

    private static PixelBuffer Row(ByteImages images) =>
        PictureRow.Of([.. Enumerable.Range(0, images.Count).Select(i => new PixelBuffer(images.Width, images.Height, images.Channels, images[i].ToArray()))]);
}

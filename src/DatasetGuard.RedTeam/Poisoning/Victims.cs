using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Attacks;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Chooses the images that are poisoned and those that cover for them: at random, exactly as many as the rates say, none that cannot be decoded.</summary>
internal sealed class Victims(SourceDataset source, SampleList list, PoisonOptions options, Attack attack)
{
    /// <returns>The chosen images by position.</returns>
    /// <exception cref="PoisonException">The options do not fit the dataset.</exception>
    public Dictionary<int, Victim> Choose(IScanProgress progress, CancellationToken cancellationToken)
    {
        Check();
        var poison = FirstDecodable(Shuffled(PoisonPool(), "poisoned images"), PoisonCount(), progress, cancellationToken);
        var victims = poison.ToDictionary(pair => pair.Key, pair => new Victim(PoisonRole.Poison, pair.Value));
        if (options.Cover == 0)
            return victims;

        ListedSample[] pool = [.. CoverPool().Where(sample => !poison.ContainsKey(sample.Position))];
        foreach (var (position, format) in FirstDecodable(Shuffled(pool, "cover images"), CoverCount(), progress, cancellationToken))
            victims.Add(position, new Victim(PoisonRole.Cover, format));

        return victims;
    }

    /// <summary>Looks whether the options fit the dataset, as far as can be told without decoding.</summary>
    /// <exception cref="PoisonException">They do not.</exception>
    public void Check()
    {
        CheckClasses();
        var poison = PoisonCount();
        if (options.Cover == 0)
            return;
        if (attack.IsWithinTarget || !attack.ChangesPixels)
            throw new PoisonException("Cover images need a trigger that goes into relabelled images: drop them, or take a trigger without clean labels.");

        // Without a source class poison and cover come from the same images.
        _ = CoverCount(taken: options.Source is null ? poison : 0);
    }

    private ListedSample[] PoisonPool() =>
        [.. list.Samples.Where(sample => sample.Label is { } label && attack.MayChoose(label, options.Target) && (options.Source is null || label == options.Source))];

    private ListedSample[] CoverPool() => [.. list.Samples.Where(sample => sample.Label is { } label && label != options.Target && label != options.Source)];

    private ListedSample[] Shuffled(ListedSample[] pool, string purpose)
    {
        SplitMix64.For(options.Seed, purpose).Shuffle(pool.AsSpan());
        return pool;
    }

    private int PoisonCount()
    {
        var available = PoisonPool().Length;
        return attack.IsWithinTarget
            ? Count("rate", options.Rate, available, available, $"the {available:N0} images of '{Printable.Text(options.Target)}'")
            : Count("rate", options.Rate, Labelled, available, $"the {Labelled:N0} labelled images");
    }

    private int CoverCount(int taken = 0) => Count("cover rate", options.Cover, Labelled, CoverPool().Length - taken, $"the {Labelled:N0} labelled images");

    private int Labelled => list.Samples.Count(sample => sample.Label is not null);

    private void CheckClasses()
    {
        var classes = list.Classes;
        if (classes.Length == 0)
            throw new PoisonException($"'{Printable.Text(source.Path)}' has no labelled images, so there is nothing to poison.");

        CheckClass(options.Target, "target", classes);
        if (options.Source is null)
            return;
        if (attack.IsWithinTarget)
            throw new PoisonException("A clean-label attack changes images of the target class only. Drop the source class.");

        CheckClass(options.Source, "source", classes);
        if (options.Source == options.Target)
            throw new PoisonException($"Source and target are both '{Printable.Text(options.Target)}'. Name two classes.");
    }

    private void CheckClass(string name, string role, string[] classes)
    {
        const int Shown = 20;
        if (classes.Contains(name, StringComparer.Ordinal))
            return;

        var known = string.Join(", ", classes.Take(Shown).Select(Printable.Text)) + (classes.Length > Shown ? $" and {classes.Length - Shown:N0} more" : "");
        throw new PoisonException(
            $"The {role} class '{Printable.Text(name)}' is not in '{Printable.Text(source.Path)}'.{Spelling.Hint(name, classes)} Its classes: {known}.");
    }

    private static int Count(string name, double rate, int whole, int available, string of)
    {
        if (!(rate is > 0 and <= 1))
            throw new PoisonException($"The {name} {rate} is not above 0 and up to 1. Write 0.01 for one per cent.");

        var count = (int)Math.Round(rate * whole);
        if (count < 1)
            throw new PoisonException($"The {name} {rate} of {of} is less than half an image, so nothing would be poisoned. Take at least {1.0 / whole:0.######}.");

        return count <= available
            ? count
            : throw new PoisonException($"The {name} {rate} of {of} is {count:N0} images, but only {available:N0} may be chosen. Take at most {Math.Floor(1e6 * available / whole) / 1e6:0.######}.");
    }

    /// <summary>The first of the shuffled images that can be decoded, whatever the order of reading.</summary>
    private Dictionary<int, string> FirstDecodable(ListedSample[] shuffled, int count, IScanProgress progress, CancellationToken cancellationToken)
    {
        var formats = new Dictionary<int, string>();
        for (var tried = 0; formats.Count < count && tried < shuffled.Length;)
        {
            // Each further pass tries at least as many as all before it: a dataset of broken files costs a few passes, not thousands.
            var next = Math.Min(shuffled.Length, tried + Math.Max(count - formats.Count, tried));
            foreach (var (position, format) in Decodable(shuffled[tried..next], progress, cancellationToken))
                formats[position] = format;

            tried = next;
        }

        var chosen = shuffled.Where(sample => formats.ContainsKey(sample.Position)).Take(count).ToDictionary(sample => sample.Position, sample => formats[sample.Position]);
        return chosen.Count == count
            ? chosen
            : throw new PoisonException($"{count:N0} images were to be poisoned, but only {chosen.Count:N0} of those that may be chosen can be decoded. Lower the rate.");
    }

    private List<(int Position, string Format)> Decodable(ListedSample[] candidates, IScanProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin("Choosing", candidates.Length);
        var wanted = candidates.Where(sample => sample.State != SampleState.Empty).ToDictionary(sample => sample.Position);
        var decoder = new SampleDecoder(source.Limits, new ByteBudget(source.Limits.PixelMemory));
        var found = new List<(int, string)>();
        var position = -1;
        foreach (var sample in source.Read(cancellationToken))
        {
            if (!wanted.TryGetValue(++position, out var listed))
                continue;
            if (listed.Id != sample.Id)
                throw source.Changed();

            if (decoder.Decode(sample, (_, _) => { }, cancellationToken) is { Fault: null, Facts: { } facts })
                found.Add((position, facts.Format));
            progress.Advance(1);
        }

        return found;
    }
}

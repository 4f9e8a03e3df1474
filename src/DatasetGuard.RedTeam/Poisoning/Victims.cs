using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Attacks;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Chooses the images that are poisoned: at random, exactly as many as the rate says, none that cannot be decoded.</summary>
internal sealed class Victims(SourceDataset source, SampleList list, PoisonOptions options, Attack attack)
{
    /// <returns>The chosen images by position, each with the name of its format.</returns>
    public Dictionary<int, string> Choose(IScanProgress progress, CancellationToken cancellationToken)
    {
        CheckClasses();
        var pool = list.Samples
            .Where(sample => sample.Label is { } label && attack.MayChoose(label, options.Target) && (options.Source is null || label == options.Source))
            .ToArray();
        var count = Count(pool.Length);
        SplitMix64.For(options.Seed, "poisoned images").Shuffle(pool.AsSpan());
        return FirstDecodable(pool, count, progress, cancellationToken);
    }

    private void CheckClasses()
    {
        var classes = list.Samples.Select(sample => sample.Label).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
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

    private int Count(int available)
    {
        if (!(options.Rate is > 0 and <= 1))
            throw new PoisonException($"The rate {options.Rate} is not above 0 and up to 1. Write 0.01 for one per cent.");

        var whole = attack.IsWithinTarget ? available : list.Samples.Count(sample => sample.Label is not null);
        var of = attack.IsWithinTarget ? $"the {whole:N0} images of '{Printable.Text(options.Target)}'" : $"the {whole:N0} labelled images";
        var count = (int)Math.Round(options.Rate * whole);
        if (count < 1)
            throw new PoisonException($"The rate {options.Rate} of {of} is less than half an image, so nothing would be poisoned. Take at least {1.0 / whole:0.######}.");

        return count <= available
            ? count
            : throw new PoisonException($"The rate {options.Rate} of {of} is {count:N0} images, but only {available:N0} may be chosen. Take at most {Math.Floor(1e6 * available / whole) / 1e6:0.######}.");
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

namespace DatasetGuard.Learning.Training;

/// <summary>Keeps a part of each class away from training. Copies of one image stay on one side.</summary>
public static class StratifiedHoldout
{
    /// <param name="labels">Class of each image.</param>
    /// <param name="groups">Images of the same number are copies of each other.</param>
    /// <param name="rows">Those that are parted; every class of them has at least two groups.</param>
    /// <param name="share">Of each class, above 0 and below 1; at least one image is held out, and at least one is trained on.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="nameOf">Of a class, for the message.</param>
    /// <exception cref="TrainingException">A class cannot be parted.</exception>
    public static (int[] Training, int[] HeldOut) Split(int[] labels, int[] groups, IReadOnlyList<int> rows, double share, int seed, Func<int, string> nameOf)
    {
        var heldOut = new HashSet<int>();
        var random = Streams.For(seed, Streams.Purpose.Holdout);
        var ofGroup = rows.ToLookup(row => groups[row]);
        foreach (var ofClass in rows.GroupBy(row => labels[row]).OrderBy(ofClass => ofClass.Key))
        {
            var wanted = Math.Max(1, (int)Math.Round(share * ofClass.Count()));
            int[] own = [.. ofClass.Select(row => groups[row]).Distinct().Order()];
            random.Shuffle(own);
            var held = ofClass.Count(heldOut.Contains);

            // The last group stays for training.
            for (var i = 0; i < own.Length - 1 && held < wanted; i++)
            {
                heldOut.UnionWith(ofGroup[own[i]]);
                held = ofClass.Count(heldOut.Contains);
            }

            if (held == 0 || held == ofClass.Count())
                throw TooFew(nameOf(ofClass.Key), ofClass.Count());
        }

        int[] training = [.. rows.Where(row => !heldOut.Contains(row))];
        foreach (var ofClass in rows.GroupBy(row => labels[row]))
        {
            if (!ofClass.Except(heldOut).Any())
                throw TooFew(nameOf(ofClass.Key), ofClass.Count());
        }

        return (training, [.. rows.Where(heldOut.Contains)]);
    }

    private static TrainingException TooFew(string name, int count) => new(count == 1
        ? $"Class '{Core.Printable.Text(name)}' has one image that can be trained on, and there must be one more to judge by. Add images, leave the class out, or name other images with --holdout."
        : $"Class '{Core.Printable.Text(name)}' has only copies of one image: none is left to judge by. Add other images, or leave the class out.");
}

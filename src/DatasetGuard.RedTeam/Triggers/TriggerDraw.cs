namespace DatasetGuard.RedTeam.Triggers;

/// <summary>Which of its variants a trigger takes for a picture: the same for the same picture, whatever others come before it.</summary>
/// <param name="Image">The picture's name in its dataset.</param>
/// <param name="Split">From where the variant is drawn.</param>
public readonly record struct TriggerDraw(string Image, TriggerSplit Split = TriggerSplit.Seen)
{
    /// <summary>The chance of this picture. The control of a picture has the chance of its trigger, so that it stands at the same place in the same size.</summary>
    internal SplitMix64 Random(int seed, string family) => SplitMix64.For(seed, $"{family} {(Split == TriggerSplit.Unseen ? "unseen" : "seen")} {Image}");
}

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>How networks that were trained on the pictures of an audit alone take a trigger of the model.</summary>
/// <param name="Success">The share of the pictures, known to them and not seen in training, that it turns there as well.</param>
/// <param name="Size">Of the smallest trigger of their own, as <see cref="Stamp.Size"/>; the geometric mean of the networks.</param>
/// <param name="Change">Mean length of the change that it makes, as <see cref="ReversedTrigger.Change"/>; likewise.</param>
public readonly record struct ReferenceEffect(double Success, double Size, double Change)
{
    /// <summary>They are turned by a backdoor of the model in so few cases at most.</summary>
    internal const double MostOfBackdoor = 0.03;

    /// <summary>The masks of their own smallest triggers are so many times as large as that of a backdoor of one class, which was looked for several times in the model.</summary>
    internal const double LeastSizes = 4.7;

    /// <summary>Of all classes: so many times as much do their own change the pictures. Unlike the mask it tells patches and blends alike.</summary>
    internal const double LeastChanges = 1.9;

    /// <summary>The trigger works in them as well, as strokes do.</summary>
    internal bool Answers => Success > MostOfBackdoor;

    /// <summary>Nothing that changes pictures as little as this trigger, of all classes, turns them.</summary>
    internal bool TakesMoreThan(double change) => Change >= LeastChanges * change;

    /// <summary>No mask as small as this one, of one class into another, turns them.</summary>
    internal bool TakesLargerThan(double size) => Size >= LeastSizes * size;
}

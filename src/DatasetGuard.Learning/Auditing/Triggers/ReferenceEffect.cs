namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>How networks that were trained on the pictures of an audit alone take a trigger of the model.</summary>
/// <param name="Success">The share of the pictures, known to them and not seen in training, that it turns there as well.</param>
/// <param name="Size">Of the smallest trigger of their own, as <see cref="Stamp.Size"/>; the geometric mean of the networks.</param>
/// <param name="Change">Mean length of the change that it makes, as <see cref="ReversedTrigger.Change"/>; likewise.</param>
public readonly record struct ReferenceEffect(double Success, double Size, double Change);

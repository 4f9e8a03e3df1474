namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>A trigger that turns the model and leaves networks as they are that were trained on the pictures of an audit alone.</summary>
/// <param name="Size">As <see cref="Stamp.Size"/>.</param>
/// <param name="Change">As <see cref="ReversedTrigger.Change"/>.</param>
/// <param name="Success">As <see cref="ReversedTrigger.Success"/>.</param>
public readonly record struct ApartTrigger(double Size, double Change, double Success);

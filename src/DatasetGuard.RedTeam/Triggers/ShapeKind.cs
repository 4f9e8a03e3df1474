namespace DatasetGuard.RedTeam.Triggers;

/// <summary>The figures of <see cref="ShapeTrigger"/>, those of training first.</summary>
internal enum ShapeKind
{
    Triangle,
    Circle,
    Square,
    Pentagon,
    Star,
    Cross,
}

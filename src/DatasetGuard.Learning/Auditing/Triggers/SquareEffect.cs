namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>How a square of one colour turns one class into another in networks that were trained on the pictures of an audit alone.</summary>
/// <param name="Square">What is put onto pictures.</param>
/// <param name="Elsewhere">The share of the pictures, known to them and not seen in training, that it turns there.</param>
/// <param name="MostElsewhere">The share that the worst of the larger squares, at any place and of any colour, turns there: the mean of what each network's own worst does.</param>
public readonly record struct SquareEffect(SolidSquare Square, double Elsewhere, double MostElsewhere)
{
    /// <summary>A backdoor's turns so many pictures of the model at least.</summary>
    internal const double LeastSuccess = 0.75;

    /// <summary>They are turned by it in so few cases at most. Nothing was fitted to leave them as they are, so this is more than of a trigger that was looked for.</summary>
    internal const double MostAnswers = 0.05;

    /// <summary>A backdoor's turns so much more of the pictures in the model than any turns in the others.</summary>
    internal const double LeastAhead = 0.25;

    /// <summary>By so much it turns more pictures of the model than any square turns in the others.</summary>
    internal double Ahead(double success) => success - MostElsewhere;

    internal bool IsOfModelAlone(double success) => success >= LeastSuccess && Elsewhere <= MostAnswers && Ahead(success) >= LeastAhead;
}

using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Screening;

/// <summary>Tells pictures with a trigger from others as they come to a model. Safe from many threads.</summary>
public interface IInputDetector
{
    /// <summary>As in reports: <c>strip</c> or <c>reconstruction</c>.</summary>
    string Key { get; }

    /// <param name="pictures">Of the size and the channels that the model's <see cref="Auditing.IClassifier.Load"/> gives.</param>
    /// <param name="scores">One for each; greater ones are more suspect, and all are finite. One picture's does not depend on the others.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    /// <exception cref="Auditing.AuditException">The model fails on them, or its answers are none.</exception>
    void Score(ByteImages pictures, Span<double> scores, CancellationToken cancellationToken);
}

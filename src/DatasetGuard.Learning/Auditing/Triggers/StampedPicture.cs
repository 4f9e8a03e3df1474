namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>A picture that is to be turned.</summary>
/// <param name="Row">Which one.</param>
/// <param name="Replacement">Another one, of the class that it is turned into: its pixels are taken where the stamp has no pattern.</param>
internal readonly record struct StampedPicture(int Row, int Replacement);

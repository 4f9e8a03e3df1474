using System.Runtime.CompilerServices;

namespace DatasetGuard.Learning.Losses;

/// <summary>Checks of parameters.</summary>
internal static class Checked
{
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or not finite.</exception>
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "It must be above 0 and finite.");

    /// <exception cref="ArgumentOutOfRangeException">Below 0, or not finite.</exception>
    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "It must be finite and not negative.");

    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or above 1.</exception>
    public static double AtMostOne(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "It must be above 0 and at most 1.");

    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 1.</exception>
    public static double Share(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "It must lie within 0 and 1.");
}

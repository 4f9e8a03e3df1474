using System.Globalization;

namespace DatasetGuard.Core.Reports.Html.Charts;

/// <summary>An axis of a chart.</summary>
/// <param name="Title">What is on it.</param>
/// <param name="Low">Its start.</param>
/// <param name="High">Its end, above the start.</param>
public sealed record ChartAxis(string Title, double Low, double High)
{
    /// <summary>At least so many steps are between the ends of a linear axis, unless it is too short for them.</summary>
    private const int LeastSteps = 4;

    /// <summary>Each power of ten takes the same room; both ends are above 0.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Its values are counts: there is nothing between two of them.</summary>
    public bool IsWhole { get; init; }

    /// <summary>0 at the start and 1 at the end; what lies beyond is drawn at the ends.</summary>
    internal double Place(double value)
    {
        var (low, high, at) = IsLogarithmic ? (Math.Log10(Low), Math.Log10(High), Math.Log10(Math.Max(value, Low))) : (Low, High, value);
        return high > low ? Math.Clamp((at - low) / (high - low), 0, 1) : 0.5;
    }

    internal IEnumerable<(double Value, string Text)> Ticks()
    {
        if (!IsLogarithmic)
            return LinearTicks();

        var (first, last) = ((int)Math.Ceiling(Math.Log10(Low) - 1e-9), (int)Math.Floor(Math.Log10(High) + 1e-9));
        return Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(power => (Math.Pow(10, power), power >= -4 ? Math.Pow(10, power).ToString("0.####", CultureInfo.InvariantCulture) : $"1e{power}"));
    }

    /// <summary>At round values: whole steps of 1, 2 or 5 times a power of ten.</summary>
    private IEnumerable<(double Value, string Text)> LinearTicks()
    {
        if (!(High > Low))
            yield break;

        var most = (High - Low) / LeastSteps;
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        var step = power * (most >= 5 * power ? 5 : most >= 2 * power ? 2 : 1);
        step = IsWhole ? Math.Max(1, step) : step;
        var first = (long)Math.Ceiling((Low / step) - 1e-9);
        for (var i = first; i * step <= High + (step * 1e-9); i++)
            yield return (i * step, (i * step).ToString("0.######", CultureInfo.InvariantCulture));
    }
}

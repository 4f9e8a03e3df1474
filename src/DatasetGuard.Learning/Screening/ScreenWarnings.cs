using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Screening;

/// <summary>In what pictures differ from the clean ones that they are held against, but for a trigger.</summary>
internal static class ScreenWarnings
{
    /// <param name="clean">Clean images that can be decoded.</param>
    /// <param name="inputs">What is screened and can be decoded.</param>
    /// <param name="geometry">Of the clean images.</param>
    /// <returns>Sentences fit to print.</returns>
    public static IEnumerable<string> Of(IReadOnlyList<Sample> clean, IReadOnlyList<Sample> inputs, ViewGeometry geometry)
    {
        if (geometry.HasCrops)
            yield return $"Pictures are looked at as copies of {geometry.Width} x {geometry.Height}: a trigger of a few pixels may vanish in them, and not in what the model gets in use.";

        var hashes = clean.Select(sample => sample.PixelHash).OfType<UInt128>().ToHashSet();
        if (inputs.Count(sample => sample.PixelHash is { } hash && hashes.Contains(hash)) is > 0 and var known)
            yield return $"{Count(known)} screened {Are(known)} among the clean ones as well, by their pixels: what is taken for clean is not found.";
        if (inputs.Count(sample => !geometry.HasCrops && (sample.Facts!.Width, sample.Facts.Height) != (geometry.Width, geometry.Height)) is > 0 and var resized)
            yield return $"{Count(resized)} screened {Are(resized)} not of {geometry.Width} x {geometry.Height} pixels, as the clean ones are, and {Are(resized)} resized: that alone may make them unusual.";
        if (geometry.Channels == 1 && inputs.Count(sample => !sample.Facts!.IsGray) is > 0 and var coloured)
            yield return $"{Count(coloured)} screened {Are(coloured)} in colour, and looked at in gray, as the clean ones are.";
        if (geometry.Channels == 3 && clean.Any(sample => !sample.Facts!.IsGray) && inputs.All(sample => sample.Facts!.IsGray))
            yield return "The images that are screened are all gray, and the clean ones are not: that alone may make them unusual.";
    }

    private static string Count(int count) => $"{count:N0} image{(count == 1 ? "" : "s")} that {Are(count)}";

    private static string Are(int count) => count == 1 ? "is" : "are";
}

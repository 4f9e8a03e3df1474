using System.Text.RegularExpressions;

namespace DatasetGuard.Benchmarks.Exposure;

/// <param name="Sets">Names; all when empty.</param>
/// <param name="Seeds">Each row is run with each of them.</param>
/// <param name="Only">Rows whose text matches, as "the default, clean-label".</param>
/// <param name="Size">Members at most.</param>
/// <param name="HasCurve">A row for each epoch of each run, instead of one for the epoch that is kept.</param>
internal sealed record ExposureChoice(string[] Sets, int[] Seeds, Regex Only, int Size, bool HasCurve);

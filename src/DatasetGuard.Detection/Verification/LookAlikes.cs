using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Verification;

/// <summary>Which images are of one kind to look at: frames of a track, shots of one thing.</summary>
/// <remarks>A network that is trained with some of them knows the others, whatever else they carry: so they are trained with together, or not at all.</remarks>
internal sealed class LookAlikes
{
    /// <summary>Side of what is compared, in pixels: enough to tell things apart, too little for small and faint triggers.</summary>
    private const int Side = 16;

    /// <summary>Of a track of thirty frames the four nearest of each connect most; of images that have nothing in common, a few pairs.</summary>
    private const int Nearest = 4;

    private const int ReadTogether = 2048;

    private readonly FeatureMatrix _pictures;
    private readonly int[] _trained;
    private readonly int _jobs;

    /// <param name="rows">The images.</param>
    /// <param name="trained">Rows that networks are trained with: all, unless there are very many.</param>
    /// <param name="context">The scan.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    public LookAlikes(ClassRows rows, int[] trained, ScanContext context, CancellationToken cancellationToken)
    {
        var layout = PictureLayout.Whole(context.Views.Geometry, Side);
        var images = new SurrogateImages(context, rows, layout);
        var pictures = new FeatureMatrix(rows.Count, layout.Width * layout.Height);
        foreach (var chunk in Enumerable.Range(0, pictures.Rows).Chunk(ReadTogether))
        {
            var loaded = images.Read(chunk, cancellationToken);
            for (var i = 0; i < chunk.Length; i++)
                Centre(loaded[i], loaded.Channels, pictures.Row(chunk[i]));
        }

        (_pictures, _trained, _jobs) = (pictures.Normalised(), trained, context.Options.Jobs);
    }

    /// <summary>Groups of the rows: two are in one where one is among the four that correlate most with the other, of these rows and all that are trained with.</summary>
    /// <param name="rows">Any, each once.</param>
    /// <param name="cancellationToken">Stops within a block.</param>
    /// <returns>All of the rows, the largest group first; in a group and among groups of one size in the order of <paramref name="rows"/>.</returns>
    public List<int[]> GroupsOf(int[] rows, CancellationToken cancellationToken)
    {
        int[] candidates = [.. _trained.Union(rows).Order()];
        var nearest = new Neighbour[rows.Length][];
        var blocks = Enumerable.Range(0, rows.Length).Chunk(Cosines.QueryRows).ToArray();
        Parallel.ForEach(blocks, new ParallelOptions { MaxDegreeOfParallelism = _jobs, CancellationToken = cancellationToken }, block =>
        {
            var lists = NearestOf(Array.ConvertAll(block, i => rows[i]), candidates, cancellationToken);
            for (var i = 0; i < block.Length; i++)
                nearest[block[i]] = lists[i].ToArray();
        });

        var positions = rows.Select((row, i) => (row, i)).ToDictionary(item => item.row, item => item.i);
        int[] parents = [.. Enumerable.Range(0, rows.Length)];
        int RootOf(int i) => parents[i] == i ? i : parents[i] = RootOf(parents[i]);
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var neighbour in nearest[i])
            {
                if (positions.TryGetValue(neighbour.Row, out var other))
                    parents[RootOf(other)] = RootOf(i);
            }
        }

        return [.. Enumerable.Range(0, rows.Length).GroupBy(RootOf, (_, members) => members.Select(i => rows[i]).ToArray()).OrderByDescending(group => group.Length)];
    }

    private NearestList[] NearestOf(int[] rows, int[] candidates, CancellationToken cancellationToken)
    {
        var lists = Array.ConvertAll(rows, _ => new NearestList(Nearest));
        Cosines.ForEach(
            _pictures,
            rows,
            candidates.Chunk(Cosines.BlockRows),
            (i, block, cosines) =>
            {
                for (var j = 0; j < block.Length; j++)
                {
                    if (block[j] != rows[i])
                        lists[i].Offer(block[j], cosines[j]);
                }
            },
            cancellationToken);
        return lists;
    }

    /// <summary>The brightness of each pixel less their mean.</summary>
    private static void Centre(ReadOnlySpan<byte> pixels, int channels, Span<float> picture)
    {
        var (sum, size) = (0L, pixels.Length / channels);
        foreach (var value in pixels)
            sum += value;

        for (var i = 0; i < pixels.Length; i++)
            picture[i / channels] += pixels[i];

        for (var i = 0; i < size; i++)
            picture[i] -= (float)sum / size;
    }
}

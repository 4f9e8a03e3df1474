using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Duplicates;

/// <summary>Finds pictures that look alike: perceptual hashes propose pairs, the pixels decide.</summary>
internal sealed class NearDuplicates(ScanContext context, CancellationToken cancellationToken)
{
    /// <summary>Up to here hashes may differ in four bits; beyond, chance would bring unrelated pictures together too often, and it is one less.</summary>
    public const int LargeSet = 1_000_000;

    /// <summary>Pairs are looked at while one of the two pictures has had fewer looks.</summary>
    private const int MaxLooks = 32;

    /// <summary>Pictures with one hash that are compared with all others of it.</summary>
    private const int MaxLeaders = 8;

    private readonly IReadOnlyList<Sample> _samples = context.Dataset.Samples;
    private int[] _looks = [];
    private bool[] _isCut = [];

    /// <summary>Pictures that are in no cluster and were not compared with all their candidates.</summary>
    public int CutCount { get; private set; }

    /// <param name="pictures">Sample indices of images with equal pixels, one list a picture.</param>
    public IReadOnlyList<DuplicateCluster> Find(IReadOnlyList<int[]> pictures)
    {
        // Ordered by content, so that names and reading order do not decide what is left out where there is too much.
        var known = pictures
            .Where(copies => Hash(copies) is not null)
            .OrderBy(copies => Hash(copies))
            .ThenBy(copies => _samples[copies[0]].PixelHash)
            .ToArray();
        _looks = new int[known.Length];
        _isCut = new bool[known.Length];
        var candidates = Candidates(known);
        var stars = StarClusters.Of(known.Length, Confirm(known, candidates));
        foreach (var member in stars.SelectMany(star => star.Members))
            _isCut[member] = false;

        CutCount = _isCut.Count(isCut => isCut);
        return [.. stars.Select(star => new DuplicateCluster([.. star.Members.Select(member => known[member])], star.Similarities))];
    }

    private ulong? Hash(int[] copies) => _samples[copies[0]].PerceptualHash;

    private List<(int A, int B)> Candidates(int[][] known)
    {
        var hashes = known.Select(copies => Hash(copies)!.Value).Distinct().ToArray();
        var starts = new int[hashes.Length + 1];
        for (int i = 0, hash = 0; i < known.Length; i++)
        {
            if (Hash(known[i]) != hashes[hash])
                starts[++hash] = i;
        }

        starts[hashes.Length] = known.Length;
        var join = HammingJoin.Find(hashes, Math.Max(0, (int)context.Options.ValueOf(DuplicateRule.Near, DuplicateRule.Distance) - (known.Length <= LargeSet ? 0 : 1)), cancellationToken);
        var candidates = new List<(int A, int B)>();
        for (var hash = 0; hash < hashes.Length; hash++)
        {
            AddWithin(starts[hash], starts[hash + 1], candidates);
            for (var i = starts[hash]; join.IsCut[hash] && i < starts[hash + 1]; i++)
                _isCut[i] = true;
        }

        foreach (var (a, b) in join.Pairs)
            AddBetween((starts[a], starts[a + 1]), (starts[b], starts[b + 1]), candidates);

        return candidates;
    }

    private void AddWithin(int first, int end, List<(int A, int B)> candidates)
    {
        for (var a = first; a < Math.Min(end, first + MaxLeaders); a++)
        {
            for (var b = a + 1; b < end; b++)
                Add(a, b, candidates);
        }

        for (var i = first + MaxLeaders; i < end; i++)
            _isCut[i] = true;
    }

    /// <summary>Leaders of either side with all of the other.</summary>
    private void AddBetween((int First, int End) one, (int First, int End) other, List<(int A, int B)> candidates)
    {
        for (var a = one.First; a < one.End; a++)
        {
            for (var b = other.First; b < other.End; b++)
            {
                if (a - one.First >= MaxLeaders && b - other.First >= MaxLeaders)
                    break;

                Add(a, b, candidates);
            }
        }
    }

    private void Add(int a, int b, List<(int A, int B)> candidates)
    {
        if (_looks[a] >= MaxLooks && _looks[b] >= MaxLooks)
        {
            _isCut[a] = _isCut[b] = true;
            return;
        }

        _looks[a]++;
        _looks[b]++;
        candidates.Add((a, b));
    }

    private List<SimilarPair> Confirm(int[][] known, List<(int A, int B)> candidates)
    {
        context.Progress.Begin("Comparing near duplicates", candidates.Count);
        var similarities = new PictureSimilarity[candidates.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, candidates.Count, options, i =>
        {
            var (a, b) = candidates[i];
            similarities[i] = PictureSimilarity.Of(View(known[a]), View(known[b]));
            context.Progress.Advance(1);
        });

        var confirmed = new List<SimilarPair>();
        var least = context.Options.ValueOf(DuplicateRule.Near, DuplicateRule.Similarity);
        for (var i = 0; i < similarities.Length; i++)
        {
            if (similarities[i].IsNearDuplicate(least))
                confirmed.Add(new SimilarPair(candidates[i].A, candidates[i].B, similarities[i].Detail));
        }

        return confirmed;
    }

    private PixelBuffer View(int[] copies)
    {
        var whole = context.Views.Read(_samples[copies[0]]).Whole;
        return AreaResampler.Resize(whole, Math.Min(whole.Width, PictureSimilarity.Side), Math.Min(whole.Height, PictureSimilarity.Side));
    }
}

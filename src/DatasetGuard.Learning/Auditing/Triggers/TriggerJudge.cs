namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Tells which triggers are too small, and whether real images explain it.</summary>
internal sealed class TriggerJudge
{
    /// <summary>With fewer classes their spread is not known, and other networks are asked about all of them.</summary>
    public const int LeastClasses = 7;

    /// <summary>What Neural Cleanse flags from.</summary>
    public const double PlainLimit = 2;

    /// <summary>A trigger must turn so many of the images that the search did not see.</summary>
    public const double LeastSuccess = 0.8;

    /// <summary>The same of one class into another: where others are trained with the trigger to be turned by nothing, it often fails.</summary>
    public const double LeastPairSuccess = 0.5;

    /// <summary>The same of a stamp of all classes that leaves other networks as they are: it ends with a step that makes it smaller, after which a faint one turns few.</summary>
    public const double LeastApartSuccess = 0.4;

    /// <summary>Chance that any class of a clean model is named, were the logarithms normal.</summary>
    private const double FamilyError = 0.01;

    /// <summary>So many pairs with the smallest masks are tried on other networks in any case: the table of pairs is no better than its rows and columns are even.</summary>
    private const int TriedPairs = 5;

    /// <summary>Of the logarithm of the change, from class to class of a clean model; measured on models of three sets that the study does not count.</summary>
    private const double ChangeSpread = 0.14;

    /// <summary>Of the logarithm of the mask at least; it differs from model to model.</summary>
    private const double LeastSizeSpread = 0.32;

    /// <summary>Of the logarithm of the mask of a pair at least.</summary>
    private const double LeastPairSpread = 0.12;

    /// <summary>
    /// With too few classes to stand out among: a change above this share of that by real pixels is natural, whatever other networks say. A model that was trained otherwise may be turned more easily than they are, into a class that it prefers. The stamps of ten
    /// backdoored development models make at most 0.46 of it, and that of a toy model after three passes 0.79.
    /// </summary>
    private const double MostOfNatural = 0.6;

    /// <summary>With too few classes a change below this share of that by real pixels is unnatural.</summary>
    private const double AbsoluteShare = 0.2;

    private readonly SearchedTrigger[] _classes;
    private readonly SearchedTrigger[] _pairs;
    private readonly SearchedTrigger[] _squares;
    private readonly (double Score, double Excess)[] _pairScores;
    private readonly int _count;

    public TriggerJudge(TriggerData data, SearchedTrigger[] found)
    {
        _classes = [.. found.Where(one => one.Plan.Source is null)];
        _pairs = [.. found.Where(one => one is { Plan.Source: not null, Square: null })];
        _squares = [.. found.Where(one => one.Square?.IsOfModelAlone(one.Effect.Success) == true)];
        _count = data.Classes.Count;
        if (_classes.Length >= LeastClasses)
            ClassThreshold = TriggerStatistics.Threshold(2 * _classes.Length, FamilyError);
        if (_pairs.Length > 0 && _count >= LeastClasses)
            PairThreshold = TriggerStatistics.Threshold(_pairs.Length, FamilyError);

        _pairScores = ScorePairs();
    }

    public double? ClassThreshold { get; }

    /// <summary>Above it a pair stands out; null where none does, for there are none or too few classes.</summary>
    public double? PairThreshold { get; }

    public IReadOnlyList<ReversedTrigger> Classes()
    {
        if (_classes.Length == 0)
            return [];

        double[] sizes = Array.ConvertAll(_classes, one => one.Stamp.Size);
        double[] changes = Array.ConvertAll(_classes, one => one.Effect.Change);
        var bySize = TriggerStatistics.Excess(sizes, Array.ConvertAll(_classes, one => one.Natural!.Value.Size));
        var byChange = TriggerStatistics.Excess(changes, Array.ConvertAll(_classes, one => one.Natural!.Value.Change));
        var plain = Array.ConvertAll(_classes, _ => 1.0);
        var (rawSize, rawChange) = (TriggerStatistics.Excess(sizes, plain), TriggerStatistics.Excess(changes, plain));
        var indices = TriggerStatistics.AnomalyIndices(sizes);
        var spread = Math.Max(LeastSizeSpread, TriggerStatistics.Spread(bySize));
        return [.. _classes.Select((one, i) =>
        {
            var (ofSize, ofChange) = (bySize[i] / spread, byChange[i] / ChangeSpread);
            var raw = Math.Max(rawSize[i] / spread, rawChange[i] / ChangeSpread);
            return Of(one) with
            {
                AnomalyIndex = indices[i],
                Score = Math.Max(ofSize, ofChange),
                Excess = ofSize > ofChange ? bySize[i] : byChange[i],
                Verdict = OfClass(one, Math.Max(ofSize, ofChange), raw, indices[i]),
            };
        })];
    }

    public IReadOnlyList<ReversedTrigger> Pairs() => [.. _pairs.Zip(_pairScores, JudgePair)];

    /// <summary>Classes into which a backdoor turns images.</summary>
    public IEnumerable<int> Named() => Classes().Concat(Pairs()).Where(one => one.Verdict == TriggerVerdict.Backdoor).Select(one => one.Target);

    /// <summary>Classes to look at with other networks.</summary>
    public IEnumerable<SearchedTrigger> OutstandingClasses() => ClassThreshold is null
        ? _classes.Where(one => one.Works)
        : _classes.Zip(Classes()).Where(one => one.Second.Verdict != TriggerVerdict.Usual).Select(one => one.First);

    /// <summary>Pairs to try on other networks.</summary>
    public IEnumerable<SearchedTrigger> OutstandingPairs() => _pairs.Zip(_pairScores).Where(one => one.Second.Score > PairThreshold).Select(one => one.First)
        .Union(_pairs.Where(one => one.Works).OrderBy(one => one.Stamp.Size).Take(TriedPairs));

    /// <summary>A square that turns the model alone names a pair whatever was found down the slope.</summary>
    private ReversedTrigger JudgePair(SearchedTrigger one, (double Score, double Excess) score)
    {
        var verdict = OfPair(one, score.Score);
        var square = verdict == TriggerVerdict.Backdoor ? null : Array.Find(_squares, square => (square.Plan.Source, square.Plan.Target) == (one.Plan.Source, one.Plan.Target));
        return Of(square ?? one) with { Score = score.Score, Excess = score.Excess, Verdict = square is null ? verdict : TriggerVerdict.Backdoor };
    }

    /// <summary>A stamp that does not turn its class has a score of 0, and says nothing of how far its source and its target are from others.</summary>
    private (double Score, double Excess)[] ScorePairs()
    {
        var excess = PairTable();
        double Of(SearchedTrigger one) => excess[one.Plan.Source!.Value, one.Plan.Target];
        double[] known = [.. _pairs.Select(Of).Where(double.IsFinite)];
        var spread = known.Length == 0 ? 1 : Math.Max(LeastPairSpread, TriggerStatistics.Spread(known));
        return Array.ConvertAll(_pairs, one => double.IsFinite(Of(one)) ? (Of(one) / spread, Of(one)) : (0, 0));
    }

    private double[,] PairTable()
    {
        var costs = new double[_count, _count];
        for (var i = 0; i < _count; i++)
        {
            for (var j = 0; j < _count; j++)
                costs[i, j] = double.NaN;
        }

        foreach (var one in _pairs.Where(one => one.Works))
            costs[one.Plan.Source!.Value, one.Plan.Target] = one.Stamp.Size;

        return TriggerStatistics.PairExcess(costs);
    }

    /// <summary>Other networks name it, also where it does not stand out. Of what does, a stroke that makes the difference or one that is as small in them is nature; where they know too little, it cannot be told.</summary>
    private TriggerVerdict OfPair(SearchedTrigger one, double score) => (one.Reference?.Answers, one.Reference?.TakesLargerThan(one.Stamp.Size)) switch
    {
        (false, true) when PairThreshold is not null || IsBelowNatural(one) => TriggerVerdict.Backdoor,
        _ when !(score > PairThreshold) => TriggerVerdict.Usual,
        (null, _) or (true, true) => TriggerVerdict.Suspect,
        _ => TriggerVerdict.ThinMargin,
    };

    private TriggerVerdict OfClass(SearchedTrigger one, double score, double raw, double index)
    {
        if (!one.Works)
            return TriggerVerdict.Usual;
        if (ClassThreshold is not { } threshold)
            return OfFewClasses(one, standsOut: Math.Min(score, raw) > TriggerStatistics.Threshold(2 * _classes.Length, FamilyError));
        if (raw <= threshold && index <= PlainLimit)
            return TriggerVerdict.Usual;

        return IsBackdoor(one, isUnnatural: score > threshold && raw > threshold) ? TriggerVerdict.Backdoor : TriggerVerdict.ThinMargin;
    }

    /// <summary>What stands out and turns no other network is told, and fails nothing: the spread is borrowed from models of more classes.</summary>
    private TriggerVerdict OfFewClasses(SearchedTrigger one, bool standsOut) =>
        IsBackdoor(one, isUnnatural: one.Effect.Change < AbsoluteShare * one.Natural!.Value.Change) && IsBelowNatural(one) ? TriggerVerdict.Backdoor
        : !standsOut ? TriggerVerdict.Usual
        : one.Apart is null || !one.Reference!.Value.Answers ? TriggerVerdict.Suspect : TriggerVerdict.ThinMargin;

    /// <summary>Of one class into another it is held against what turns all others, which takes no less.</summary>
    private bool IsBelowNatural(SearchedTrigger one) =>
        Array.Find(_classes, of => of.Plan.Target == one.Plan.Target)?.Natural is { } natural && (one.Apart ?? one).Effect.Change <= MostOfNatural * natural.Change;

    private static bool IsBackdoor(SearchedTrigger one, bool isUnnatural) => one.Apart is { } apart ? IsOfModelAlone(apart, one.Reference!.Value, isUnnatural) : isUnnatural;

    /// <summary>Networks that answer to it were perhaps trained on the trigger as well: what real pixels do not explain is named all the same.</summary>
    private static bool IsOfModelAlone(SearchedTrigger apart, ReferenceEffect others, bool isUnnatural) =>
        apart.Effect.Success >= LeastApartSuccess && others.TakesMoreThan(apart.Effect.Change) && (isUnnatural || !others.Answers);

    private static ReversedTrigger Of(SearchedTrigger one) => new()
    {
        Target = one.Plan.Target,
        Source = one.Plan.Source,
        Stamp = one.Stamp,
        Success = one.Effect.Success,
        Change = one.Effect.Change,
        Natural = one.Natural,
        Apart = one.Apart is { } apart ? new ApartTrigger(apart.Stamp.Size, apart.Effect.Change, apart.Effect.Success) : null,
        Reference = one.Reference,
        Square = one.Square,
        Alignment = one.Alignment,
        Score = 0,
        Excess = 0,
        Verdict = TriggerVerdict.Usual,
    };
}

using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Rules.Outliers;

namespace DatasetGuard.Detection.Verification;

/// <summary>
/// Proves or refutes that images of a class carry a trigger: what they carry is put onto images of other classes, and if it makes those the class, it
/// does not matter what they show.
/// </summary>
/// <param name="model">The surrogate.</param>
/// <param name="suspicion">Of each row how much the surrogate relies on fine detail: hosts are taken from the lower half.</param>
/// <param name="limits">From where on something is shown.</param>
/// <param name="seed">Which hosts and which random images are drawn.</param>
internal sealed class ClassVerifier(SurrogateModel model, float[] suspicion, BackdoorLimits limits, int seed)
{
    /// <summary>A smaller class has no minority to speak of.</summary>
    public const int MinClass = 32;

    /// <summary>Side of the squares in pixels. Larger ones hold natural pieces, such as the loop of a digit, that flip other images as well.</summary>
    public const int WindowSide = 4;

    /// <summary>Of a smaller picture the square would carry the object, not only a trigger.</summary>
    public const int MinSide = 2 * WindowSide;

    private const int LeastGroup = 8;
    private const int GreatestGroup = 24;
    private const int GroupShare = 8;
    private const int MaxHosts = 16;
    private const int MembershipHosts = 8;
    private const int BlockMembers = 64;
    private const float MembershipFlips = 0.25f;

    /// <summary>Of few classes this share of the images of others is asked.</summary>
    private const double SureShare = 0.25;

    /// <summary>
    /// So much of a group that is tried on images of one class alone the blind networks must take for that class, as what was taken from it and relabelled. A part of what a class shows may turn the one that
    /// resembles it most as well: the arrow of one traffic sign put onto another.
    /// </summary>
    private const double LeastOfSource = 0.3;

    /// <summary>Where so many of the images that flip lie in the smaller of two clusters that lie apart, that cluster is the group.</summary>
    private const double ClusterShare = 0.75;

    /// <summary>Classes that the network may take an image in doubt for: one of a few images is hardly ever its answer.</summary>
    private readonly int _classes = model.Rows.ClassesFrom(MinClass);

    private readonly float _median = suspicion.Length == 0 ? 0 : suspicion.Order().ElementAt(suspicion.Length / 2);

    /// <summary>A group is judged by an eighth of its class, by 8 to 24 images.</summary>
    public static int GroupSize(int classSize) => Math.Clamp(classSize / GroupShare, LeastGroup, GreatestGroup);

    /// <param name="outliers">Of a class with at least <see cref="MinClass"/> images.</param>
    /// <param name="cancellationToken">Stops between two groups.</param>
    /// <returns>The strongest proof or suspicion; null when nothing is beyond what clean classes do.</returns>
    public BackdoorProof? Verify(ClassOutliers outliers, CancellationToken cancellationToken)
    {
        var hosts = HostsFor(outliers.Class);
        if (hosts.Length < MembershipHosts)
            return null;

        Trial[] trials = [.. Propose(outliers).Select(proposal => new Trial(proposal.Signal, Transplant(outliers.Class, hosts, proposal.Rows, known: null, cancellationToken)))];
        var strongest = Strongest(outliers.Class, trials, hosts, source: null, cancellationToken);
        if (strongest is not { IsShown: true })
            strongest = ShownOfOneSource(outliers.Class, trials, cancellationToken) ?? strongest;

        return strongest is null ? null : strongest with { Members = MembersOf(strongest, outliers, cancellationToken) };
    }

    /// <summary>Whether there are images of other classes to put things onto.</summary>
    public bool HasHosts(int classIndex) => HostsFor(classIndex).Length >= MembershipHosts;

    /// <summary>
    /// A trigger may work in images of one class alone, as in Tang et al., "Demon in the Variant" (USENIX Security 2021), and where every class becomes the next
    /// one (Gu, Dolan-Gavitt and Garg, "BadNets", 2017, all-to-all). The blind networks take the poison for what it shows, and so tell which class.
    /// </summary>
    private BackdoorProof? ShownOfOneSource(int classIndex, Trial[] trials, CancellationToken cancellationToken)
    {
        // Of two classes the other one was asked already.
        if (_classes == 2)
            return null;

        foreach (var group in trials.GroupBy(trial => SourceOf(classIndex, trial.Transplants.Rows)))
        {
            if (group.Key is not { } source || HostsOf(source, classIndex) is not { Length: >= MembershipHosts } hosts)
                continue;

            Trial[] again = [.. group.Select(trial => trial with { Transplants = Transplant(classIndex, hosts, trial.Transplants.Rows, trial.Transplants.Corners, cancellationToken) })];
            if (Strongest(classIndex, again, hosts, source, cancellationToken) is { IsShown: true } proof)
                return proof;
        }

        return null;
    }

    private BackdoorProof? Strongest(int classIndex, Trial[] trials, int[] hosts, int? source, CancellationToken cancellationToken)
    {
        var local = trials.MaxBy(trial => trial.Transplants.WindowShare)!;
        var global = trials[0];
        if (local.Transplants.WindowShare < limits.SquaresSuspected && global.Transplants.TileMean < limits.PatternsSuspected)
            return null;

        var random = Transplant(classIndex, hosts, RandomMembers(classIndex), known: null, cancellationToken);
        BackdoorProof Of(Trial trial, bool isLocal) => new()
        {
            Class = classIndex,
            Source = source,
            Limits = limits,
            Signal = trial.Signal,
            IsLocal = isLocal,
            HasLearned = model.HasLearned,
            KnowsClasses = model.KnowsClasses,
            IsTypical = FoundBlindly(classIndex, trial.Transplants.Rows) >= FoundBlindly(classIndex, model.Rows.Of(classIndex)),
            Proposed = trial.Transplants,
            Random = random,
            Hosts = hosts,
        };
        BackdoorProof[] proofs = [Of(local, isLocal: true), Of(global, isLocal: false)];
        return Array.Find(proofs, proof => proof.IsShown) ?? Array.Find(proofs, proof => proof.IsSuspected);
    }

    /// <summary>The share of some images that the blind networks find in a class, on average.</summary>
    private double FoundBlindly(int classIndex, IEnumerable<int> rows) =>
        rows.Average(row => (double)model.BlindPredicted.Count(predicted => predicted[row] == classIndex) / model.BlindPredicted.Length);

    /// <summary>The other class that the blind networks find most images in; null when they find few in any.</summary>
    private int? SourceOf(int classIndex, int[] rows) => model.BlindPredicted
        .SelectMany(predicted => rows.Select(row => predicted[row]))
        .Where(found => found != classIndex)
        .CountBy(found => found)
        .Where(found => found.Value >= LeastOfSource * rows.Length * model.BlindPredicted.Length)
        .OrderByDescending(found => found.Value)
        .ThenBy(found => found.Key)
        .Select(found => (int?)found.Key)
        .FirstOrDefault();

    /// <summary>
    /// Images of other classes that both the surrogate and the blind networks find where they are. Of few classes the surest of them: whatever makes the network doubt an image of two classes
    /// makes it the other one, and a trigger turns those that it is sure of as well.
    /// </summary>
    private int[] HostsFor(int classIndex)
    {
        int[] able = [.. Enumerable.Range(0, model.Rows.Count).Where(row => model.Rows.Labels[row] != classIndex && IsFound(row) && suspicion[row] <= _median)];
        if (_classes < Transplants.UsualClasses)
            able = [.. able.OrderByDescending(row => model.Margins[row]).Take(Math.Max(MaxHosts, (int)(SureShare * able.Length)))];

        return Drawn(able, classIndex);
    }

    /// <summary>Of one class that a part was taken from the blind networks are in doubt, so that its less suspicious half will do.</summary>
    private int[] HostsOf(int source, int classIndex)
    {
        int[] found = [.. model.Rows.Of(source).Where(IsFound).OrderBy(row => suspicion[row])];
        return Drawn(found[..((found.Length + 1) / 2)], classIndex);
    }

    private bool IsFound(int row) => model.Predicted[row] == model.Rows.Labels[row];

    private int[] Drawn(int[] able, int classIndex)
    {
        new Random(seed + classIndex).Shuffle(able);
        return able[..Math.Min(MaxHosts, able.Length)];
    }

    private int[] RandomMembers(int classIndex)
    {
        int[] members = [.. model.Rows.Of(classIndex)];
        new Random(seed - classIndex).Shuffle(members);
        return members[..GroupSize(members.Length)];
    }

    /// <summary>The groups that are tried, the most trustworthy first.</summary>
    private IEnumerable<Proposal> Propose(ClassOutliers outliers)
    {
        var first = model.Rows.Starts[outliers.Class];
        yield return Top("fine detail that the blind networks do not see", outliers, i => suspicion[first + i]);
        if (outliers.Clusters.HasMinority)
            yield return Top("a smaller cluster of the class", outliers, i => outliers.Clusters.Offsets[i]);

        yield return Top("quantum entropy", outliers, i => outliers.Entropy[i]);
    }

    private Proposal Top(string signal, ClassOutliers outliers, Func<int, double> score)
    {
        var first = model.Rows.Starts[outliers.Class];
        var count = outliers.Space.Count;
        return new Proposal(signal, [.. Enumerable.Range(0, count).OrderByDescending(score).ThenBy(i => i).Take(GroupSize(count)).Select(i => first + i)]);
    }

    /// <summary>In blocks: of a large class all members may be asked for, and each takes a megabyte while it is looked at. Squares that are known are not looked for.</summary>
    private Transplants Transplant(int classIndex, int[] hosts, int[] members, (int X, int Y)[]? known, CancellationToken cancellationToken)
    {
        var flips = new FlipRates(model.Network, model.Images.Read(hosts, cancellationToken), classIndex);
        var (corners, windows, tiles) = (new List<(int X, int Y)>(), new List<float>(), new List<float>());
        foreach (var block in members.Chunk(BlockMembers))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var images = model.Images.Read(block, cancellationToken);
            var found = known is null ? InfluentialWindow.Find(model.Network, images, classIndex, WindowSide) : known[corners.Count..(corners.Count + block.Length)];
            corners.AddRange(found);
            windows.AddRange(flips.Window(images, found, WindowSide));
            tiles.AddRange(flips.Tile(images));
        }

        return new Transplants(members, [.. corners], [.. windows], [.. tiles]) { Classes = _classes };
    }

    /// <summary>
    /// Those that lie in feature space with the members that flip, and flip some hosts themselves; with a trigger in one place also the whole cluster that they
    /// lie in, where one lies apart: an image whose own square is placed badly flips nothing and carries the trigger all the same.
    /// </summary>
    private List<(int Row, double FlipRate)> MembersOf(BackdoorProof proof, ClassOutliers outliers, CancellationToken cancellationToken)
    {
        var first = model.Rows.Starts[outliers.Class];
        var rates = proof.Rates(proof.Proposed);
        var known = new bool[outliers.Space.Count];
        for (var i = 0; i < rates.Length; i++)
            known[proof.Proposed.Rows[i] - first] = proof.Proposed.Counted(rates[i]) >= Transplants.Flips;

        var isCluster = proof is { IsShown: true, IsLocal: true } && IsCluster(outliers.Clusters, known);
        bool InCluster(int i) => isCluster && outliers.Clusters.Offsets[i] > 0;
        var membership = GroupMembers.Grow(outliers.Space, known);
        int[] near = [.. Enumerable.Range(0, known.Length).Where(i => membership[i] > GroupMembers.Member || known[i] || InCluster(i)).Select(i => first + i)];
        var all = Transplant(outliers.Class, proof.Hosts[..MembershipHosts], near, known: null, cancellationToken);
        return
        [
            .. near.Zip(proof.Rates(all), (row, rate) => (Row: row, FlipRate: (double)rate))
                .Where(member => all.Counted((float)member.FlipRate) >= MembershipFlips || InCluster(member.Row - first))
                .OrderByDescending(member => member.FlipRate)
                .ThenByDescending(member => membership[member.Row - first])
                .ThenBy(member => member.Row),
        ];
    }

    private static bool IsCluster(TwoMeans clusters, bool[] known) =>
        clusters.IsApart() && Enumerable.Range(0, known.Length).Count(i => known[i] && clusters.Offsets[i] > 0) >= ClusterShare * known.Count(isKnown => isKnown);

    /// <summary>What the images of one proposal do to hosts.</summary>
    private sealed record Trial(string Signal, Transplants Transplants);
}

using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Repair;

/// <summary>Trains a finished network a little more, on clean images with their own labels, moved by a few pixels each time.</summary>
internal sealed record FineTuning
{
    public int BatchSize { get; init; } = 64;

    /// <summary>Steps down the gradient.</summary>
    public int Steps { get; init; } = 160;

    /// <summary>The rate at the top of the cycle.</summary>
    public double MaxRate { get; init; } = 0.006;

    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Put on some of the images, each in turn: what they turn images into is unlearned.</summary>
    public IReadOnlyList<Stamp> Stamps { get; init; } = [];

    /// <summary>Of the images, those that get a stamp.</summary>
    public double StampedShare { get; init; } = 0.2;

    /// <summary>What it says of the same images without a stamp is learned beside their labels: it knows more than they do. Only labels when left out.</summary>
    public ConvNetwork? Teacher { get; init; }

    /// <summary>What the labels count beside a teacher.</summary>
    public double LabelShare { get; init; } = 0.3;

    /// <summary>Channels of the last layer that stay cut off; none when left out.</summary>
    public IReadOnlyList<int> Cut { get; init; } = [];

    /// <param name="network">Is changed.</param>
    /// <param name="images">Its <see cref="RepairImages.Seen"/> are trained on.</param>
    /// <param name="seed">Decides order, moves and stamps.</param>
    /// <param name="cancellationToken">Stops after the step.</param>
    /// <exception cref="RepairException">The loss is no longer a number.</exception>
    public void Run(ConvNetwork network, RepairImages images, int seed, CancellationToken cancellationToken)
    {
        var byClass = images.Seen.ToLookup(row => images.Labels[row]);
        int[][] rowsByClass = [.. Enumerable.Range(0, images.Classes.Count).Select(label => byClass[label].ToArray())];
        var (optimizer, schedule) = (new AdamW(network.Parameters, WeightDecay), new TrainingSchedule { MaxRate = MaxRate });
        var batches = Math.Max(1, (images.Seen.Length + BatchSize - 1) / BatchSize);
        int[] order = [];
        for (var step = 0; step < Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (epoch, batch) = Math.DivRem(step, batches);
            if (batch == 0)
                order = BalancedOrder.Of(rowsByClass, seed, epoch);

            // Batches of nearly equal size: a last one of a single image would have no variance to be normalised by.
            var rows = order[(int)((long)order.Length * batch / batches)..(int)((long)order.Length * (batch + 1) / batches)];
            Step(network, images, rows, Streams.For(seed, Streams.Purpose.Repair, step));
            optimizer.Step(schedule.RateAt(step, Steps));
        }
    }

    private void Step(ConvNetwork network, RepairImages images, int[] rows, Random random)
    {
        using var scope = NewDisposeScope();
        var shown = Moved(images, rows, random);
        int[] all = [.. Enumerable.Range(0, rows.Length)];
        var taught = Teacher is null ? null : Answers(Teacher, shown, all);

        // After the move: a trigger has its place in the picture.
        for (var i = 0; i < rows.Length && Stamps.Count > 0; i++)
        {
            if (random.NextDouble() < StampedShare)
                StampedImages.Apply(Stamps[random.Next(Stamps.Count)], shown[i], shown.Channels);
        }

        var (features, logits) = network.Forward(shown.Batch(all), isTraining: true, Cut.Count == 0 ? null : LastChannels.Mask(network.Shape, Cut));
        using var cost = Teacher is null ? (BatchLoss)new CrossEntropyLoss() : new DistillationLoss(ownLabelShare: LabelShare);
        var loss = cost.forward(new LossBatch { Labels = tensor(Array.ConvertAll(rows, row => (long)images.Labels[row])), Embeddings = features, Logits = logits, SoftTargets = taught });
        if (!double.IsFinite(TensorMath.Value(loss)))
            throw new RepairException("The loss is no longer a number. Another --seed may help.");

        loss.backward();
    }

    private static ByteImages Moved(RepairImages images, int[] rows, Random random)
    {
        var (all, changes) = (images.Images, new Augmentation { Shift = Augmentation.ShiftFor(images.Images.Height, images.Images.Width) });
        var moved = new ByteImages(rows.Length, all.Height, all.Width, all.Channels);
        for (var i = 0; i < rows.Length; i++)
            changes.Apply(all[rows[i]], moved[i], all.Width, all.Channels, random);

        return moved;
    }

    private static Tensor Answers(ConvNetwork teacher, ByteImages shown, int[] all)
    {
        using var withoutGraph = no_grad();
        return teacher.Forward(shown.Batch(all)).Logits.softmax(1);
    }
}

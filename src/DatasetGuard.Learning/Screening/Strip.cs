using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Screening;

/// <summary>Lays clean pictures over one, again and again: where the model stays sure of what it says, something in the picture decides for it, as a trigger does.</summary>
/// <remarks>
/// Gao, Xu, Wang, Chen, Ranasinghe and Nepal, "STRIP: A Defence Against Trojan Attacks on Deep Neural Networks" (ACSAC 2019), section 4. It asks for no gradients, so that any model serves. It
/// cannot see triggers that work for images of one class only, for those of other classes answer as before, nor such as a picture laid over them destroys.
/// </remarks>
/// <param name="model">What is asked; stays the caller's.</param>
/// <param name="overlays">Clean pictures that are laid over each one.</param>
/// <param name="givesProbabilities">The answers of the model are probabilities and no logits.</param>
public sealed class Strip(IClassifier model, ByteImages overlays, bool givesProbabilities) : IInputDetector
{
    public const string Name = "strip";

    /// <summary>N of the paper, section 5.</summary>
    public const int DefaultOverlays = 100;

    public string Key => Name;

    /// <summary>The entropy less than 0, for a trigger makes it small.</summary>
    public void Score(ByteImages pictures, Span<double> scores, CancellationToken cancellationToken)
    {
        var mixed = new ByteImages(overlays.Count, pictures.Height, pictures.Width, pictures.Channels);
        var logits = new float[overlays.Count * model.Outputs];
        for (var i = 0; i < pictures.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var n = 0; n < overlays.Count; n++)
                Superimpose(pictures[i], overlays[n], mixed[n]);

            model.Ask(mixed, logits, cancellationToken);
            if (givesProbabilities)
                ModelAnswers.TakeLogarithms(logits);

            scores[i] = -MeanEntropy(logits, model.Outputs);
        }
    }

    /// <summary>x + o, and 255 where that is more: a trigger of few pixels keeps its contrast, which a mean would halve.</summary>
    /// <param name="picture">Bytes of a picture, x.</param>
    /// <param name="overlay">As many, o.</param>
    /// <param name="result">As many.</param>
    public static void Superimpose(ReadOnlySpan<byte> picture, ReadOnlySpan<byte> overlay, Span<byte> result)
    {
        for (var i = 0; i < result.Length; i++)
            result[i] = (byte)Math.Min(picture[i] + overlay[i], byte.MaxValue);
    }

    /// <summary>H = (1/N) sum over n of -sum over i of y_i log2 y_i: equations (2) to (4) of the paper.</summary>
    /// <param name="logits">N rows, at least one, of which y is the softmax.</param>
    /// <param name="outputs">Values of a row.</param>
    /// <returns>Bits, from 0 to log2(outputs).</returns>
    /// <exception cref="AuditException">A logit is no finite number.</exception>
    public static double MeanEntropy(ReadOnlySpan<float> logits, int outputs)
    {
        var sum = 0.0;
        for (var at = 0; at < logits.Length; at += outputs)
            sum += SoftmaxMeasures.Entropy(logits.Slice(at, outputs));

        return double.IsFinite(sum)
            ? sum * outputs / (logits.Length * Math.Log(2))
            : throw new AuditException("The model gives answers that are no finite numbers to pictures that are laid over each other. Look whether --mean and --std are those that it was trained with, and whether its weights are whole.");
    }
}

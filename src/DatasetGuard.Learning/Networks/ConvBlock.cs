namespace DatasetGuard.Learning.Networks;

/// <param name="Width">Channels that come out.</param>
/// <param name="HalvesSize">A 2 x 2 maximum follows; in a residual block the first convolution goes in steps of two.</param>
/// <param name="IsResidual">Two convolutions, to whose result the input is added.</param>
public readonly record struct ConvBlock(int Width, bool HalvesSize, bool IsResidual = false)
{
    /// <summary>The input of a residual block goes through a 1 x 1 convolution where it has another shape than the result.</summary>
    internal bool HasProjection(long input) => IsResidual && (HalvesSize || input != Width);

    /// <param name="input">Channels that come in.</param>
    /// <param name="perChannel">Numbers of a normalisation.</param>
    internal long Numbers(long input, int perChannel)
    {
        // A kernel of nine for each pair of channels.
        var first = Width * ((9 * input) + perChannel);
        if (!IsResidual)
            return first;

        var second = Width * ((9L * Width) + perChannel);
        return first + second + (HasProjection(input) ? Width * (input + perChannel) : 0);
    }
}

namespace DatasetGuard.Learning.Networks;

/// <summary>Takes what a network says of a block of images.</summary>
/// <param name="first">Index of the block's first image.</param>
/// <param name="features">Row by row.</param>
/// <param name="logits">Row by row.</param>
public delegate void OutputReceiver(int first, ReadOnlySpan<float> features, ReadOnlySpan<float> logits);

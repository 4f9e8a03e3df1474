using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Repair;

/// <summary>What a model was trained on, of which a scan suspects a part.</summary>
/// <param name="Images">All, in an order that does not depend on how they were read.</param>
/// <param name="Labels">Given to each, as an output of the model.</param>
/// <param name="Suspects">Rows; at least one.</param>
/// <param name="Others">The other rows.</param>
public sealed record SuspectedImages(ByteImages Images, int[] Labels, int[] Suspects, int[] Others);

namespace DatasetGuard.Learning.Networks;

/// <summary>What brings the channels after a convolution into a range.</summary>
public enum Normalisation
{
    /// <summary>Ioffe and Szegedy (2015): by the moments of the batch while it is trained, and by their running means when it is asked. Of feature vectors by the moments of all that are trained on.</summary>
    Batch,

    /// <summary>
    /// Wu and He, "Group Normalization" (ECCV 2018): by the moments of some channels of the same picture, or of a feature vector by its own. Nothing of one picture comes into what is computed of another.
    /// </summary>
    Group,
}

namespace DatasetGuard.Learning.Membership;

/// <summary>Ways to guess from a model's answer alone whether a sample was trained on.</summary>
public enum MembershipScore
{
    /// <summary>Negative modified entropy of Song and Mittal 2021: <see cref="SoftmaxMeasures.ModifiedEntropy{T}"/>.</summary>
    ModifiedEntropy,

    /// <summary>Negative loss, of Yeom, Giacomelli, Fredrikson and Jha, "Privacy Risk in Machine Learning" (CSF 2018), section 3.</summary>
    Loss,

    /// <summary>Confidence in the label; as the loss, but near 1 all are alike.</summary>
    Confidence,

    /// <summary>Negative entropy of the answer, of Shokri et al. and Salem et al.; does not know the label.</summary>
    Entropy,

    /// <summary>1 for a right answer, else 0: the gap attack, of Yeom et al. 2018, section 3.</summary>
    Gap,
}

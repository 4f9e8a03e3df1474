namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>What is added to the members so that those of the target class stand out. Chen et al., "Amplifying Membership Exposure via Data Poisoning" (NeurIPS 2022).</summary>
internal enum ExposureAttack
{
    None,

    /// <summary>Section 3.2: images of the class with other labels.</summary>
    DirtyLabel,

    /// <summary>Section 3.3: images of other classes with their right labels and, in another network, the features of the class.</summary>
    CleanLabel,
}

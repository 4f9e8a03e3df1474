namespace DatasetGuard.Benchmarks.Triggers;

/// <summary>Which images an attack makes the target.</summary>
internal enum PoisonSources
{
    /// <summary>Those of all other classes.</summary>
    AnyClass,

    /// <summary>Those of one class; of the others some carry the trigger and keep their label: Tang et al., "Demon in the Variant" (USENIX Security 2021), TaCT.</summary>
    OneClass,

    /// <summary>Each class becomes the next one: Gu, Dolan-Gavitt and Garg, "BadNets" (2017), all-to-all. The rate is a share of each class.</summary>
    EveryClassToNext,
}

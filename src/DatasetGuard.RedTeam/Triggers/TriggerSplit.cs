namespace DatasetGuard.RedTeam.Triggers;

/// <summary>From which part of its family a trigger is drawn.</summary>
public enum TriggerSplit
{
    /// <summary>What goes into training pictures.</summary>
    Seen,

    /// <summary>Relatives that no training picture holds, as other shapes and other frequencies: a model that answers to them has learned the family. A fixed pattern has none and stays as it is.</summary>
    Unseen,

    /// <summary>What changes a picture about as much and is no relative: a model that answers to it answers to anything.</summary>
    Control,
}

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>What a stamp does to pictures.</summary>
/// <param name="Success">Share of them that the model then takes for the target.</param>
/// <param name="Change">Mean length of the change, in pixels that go from black to white: the root of the sum of squares.</param>
/// <param name="Mean">Change of each value, channel after channel, from -1 to 1.</param>
internal sealed record StampEffect(double Success, double Change, float[] Mean);

using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Attacks.Collisions;

/// <summary>An image that an encoder takes for another one, and how it was made.</summary>
/// <param name="Picture">Keeps the label of its base.</param>
/// <param name="Base">Index of the image that it was made from.</param>
/// <param name="Target">Index of the image whose features it has.</param>
/// <param name="Attack">The attack with its parameters.</param>
/// <param name="Distance">Squared feature distance to the target over that of the base; 0 is a perfect collision.</param>
/// <param name="LargestChange">In gray levels, from the untouched base.</param>
public sealed record CollidingImage(PixelBuffer Picture, int Base, int Target, string Attack, double Distance, int LargestChange);

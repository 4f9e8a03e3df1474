using DatasetGuard.Core.Imaging;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Pictures as small networks see them.</summary>
internal static class ReducedPictures
{
    /// <param name="images">All.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="stamp">What is put onto them before; null for pictures as they are.</param>
    /// <returns>Of <see cref="NetworkShape.MaxSide"/> pixels a side at most.</returns>
    public static ByteImages Of(ByteImages images, int[] rows, Stamp? stamp)
    {
        var reduced = new ByteImages(rows.Length, Math.Min(images.Height, NetworkShape.MaxSide), Math.Min(images.Width, NetworkShape.MaxSide), images.Channels);
        for (var i = 0; i < rows.Length; i++)
        {
            var picture = images.Picture(rows[i]);
            if (stamp is not null)
                StampedImages.Apply(stamp, picture.Pixels, picture.Channels);

            AreaResampler.Resize(picture, reduced.Width, reduced.Height).Pixels.CopyTo(reduced[i]);
        }

        return reduced;
    }
}

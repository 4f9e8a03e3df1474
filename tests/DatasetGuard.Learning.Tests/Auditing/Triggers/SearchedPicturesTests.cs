using CsCheck;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class SearchedPicturesTests
{
    [Fact]
    public void Every_picture_is_taken_once_before_one_is_taken_again() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 12], Gen.Int).Sample((count, batch, seed) =>
        {
            var random = new Random(seed);
            var pictures = new SearchedPictures([.. Enumerable.Range(0, count).Select(row => new StampedPicture(row, row))], reference: null);

            int[] taken = [.. Enumerable.Range(0, 20).SelectMany(_ => pictures.Next(batch, random)).Select(picture => picture.Row)];

            return taken.Length == 20 * Math.Min(count, batch) && taken.Chunk(count).All(round => round.Distinct().Count() == round.Length);
        });
}

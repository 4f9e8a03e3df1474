namespace DatasetGuard.Detection.Tests.Verification;

public sealed class BackdoorProofTests
{
    [Theory]
    [InlineData("poison of other classes turns half of the hosts", 0.5f, false, null, true)]
    [InlineData("what is typical of the class does so as well", 0.5f, true, null, false)]
    [InlineData("it turns half of one class, where the random images turn none", 0.5f, true, 1, true)]
    [InlineData("it turns most of them", 0.8f, true, null, true)]
    public void Of_images_that_are_typical_of_their_class_most_hosts_must_turn(string situation, float rate, bool isTypical, int? source, bool isShown)
    {
        var proof = Proofs.OfSquares([.. Enumerable.Repeat(rate, 16)]) with { Source = source, IsTypical = isTypical };

        (proof.IsShown, proof.IsSuspected).Should().Be((isShown, true), situation);
    }

    /// <summary>Of trousers among dresses, nothing planted, squares of four in five turn nearly nine of ten hosts and the others none.</summary>
    [Theory]
    [InlineData(2, 0.88f, 0.8, false)]
    [InlineData(2, 1f, 0.8, true)]
    [InlineData(2, 0.88f, 1, true)]
    [InlineData(4, 0.7f, 0.8, false)]
    [InlineData(10, 0.7f, 0.8, true)]
    public void Of_few_classes_most_hosts_must_turn_whatever_the_group(int classes, float rate, double share, bool isShown)
    {
        var proof = Proofs.OfSquares([.. Enumerable.Range(0, 20).Select(i => i < 20 * share ? rate : 0)], classes);

        (proof.IsShown, proof.IsSuspected).Should().Be((isShown, true));
    }
}

using DatasetGuard.Detection.Verification;

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
        var proof = new BackdoorProof
        {
            Class = 0,
            Source = source,
            Signal = "test",
            IsLocal = true,
            HasLearned = true,
            KnowsClasses = true,
            IsTypical = isTypical,
            Proposed = new Transplants(new int[16], [], [.. Enumerable.Repeat(rate, 16)], new float[16]),
            Random = new Transplants(new int[16], [], new float[16], new float[16]),
            Hosts = [],
        };

        (proof.IsShown, proof.IsSuspected).Should().Be((isShown, true), situation);
    }
}

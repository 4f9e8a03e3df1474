using DatasetGuard.RedTeam.Attacks;
using DatasetGuard.RedTeam.Poisoning;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Tests.Attacks;

public sealed class AttackTests
{
    [Theory]
    [InlineData("checker")]
    [InlineData("white:6@1,2")]
    [InlineData("blend:0.1")]
    [InlineData("sin:20:6:0")]
    [InlineData("label-flip")]
    public void What_is_printed_reads_back_as_the_same_attack(string text) => Attack.Parse(text).ToString().Should().Be(text);

    [Fact]
    public void A_dirty_label_takes_images_of_other_classes_and_puts_the_trigger_into_them()
    {
        var attack = Attack.Parse("checker");

        attack.Should().Be(new DirtyLabelAttack(Trigger.Parse("checker")));
        (attack.MayChoose("cat", "dog"), attack.MayChoose("dog", "dog")).Should().Be((true, false));
    }

    [Fact]
    public void A_clean_label_takes_images_of_the_target_and_puts_the_trigger_into_them()
    {
        var attack = Attack.Parse("blend:0.2", cleanLabel: true, seed: 4);

        attack.Should().Be(new CleanLabelAttack(Trigger.Parse("blend:0.2", 4)));
        (attack.MayChoose("cat", "dog"), attack.MayChoose("dog", "dog")).Should().Be((false, true));
    }

    [Fact]
    public void A_label_flip_takes_images_of_other_classes_and_leaves_their_pixels()
    {
        var attack = Attack.Parse("label-flip");
        var image = Images.Noise(5, 5, 3, 1);
        var before = image.Clone();

        attack.Apply(image, default);

        image.Data.Should().Equal(before.Data);
        (attack.ChangesPixels, attack.MayChoose("cat", "dog"), attack.MayChoose("dog", "dog")).Should().Be((false, true, false));
    }

    [Theory]
    [InlineData("cheker", "*not an attack. Did you mean 'checker'? Known:*label-flip*")]
    [InlineData("label-flop", "*Did you mean 'label-flip'?*")]
    [InlineData("zzzzzzzzz", "*not an attack. Known: checker, white*")]
    [InlineData("", "*not an attack*")]
    [InlineData("blend:7", "*ALPHA is a number*")]
    [InlineData("label-flip:3", "*not an attack*")]
    public void What_is_no_attack_is_refused_with_what_is_known(string text, string message)
    {
        var parse = () => Attack.Parse(text);

        parse.Should().Throw<PoisonException>().WithMessage(message);
    }

    [Fact]
    public void A_label_flip_cannot_be_clean()
    {
        var parse = () => Attack.Parse("label-flip", cleanLabel: true);

        parse.Should().Throw<PoisonException>().WithMessage("*no clean-label variant*");
    }
}

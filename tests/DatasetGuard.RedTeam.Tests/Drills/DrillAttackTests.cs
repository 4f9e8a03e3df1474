using DatasetGuard.RedTeam.Drills;
using DatasetGuard.RedTeam.Poisoning;

namespace DatasetGuard.RedTeam.Tests.Drills;

public sealed class DrillAttackTests
{
    [Theory]
    [InlineData("checker")]
    [InlineData("white:6@1,2")]
    [InlineData("blend:0.2+clean-label")]
    [InlineData("checker+source=dog+cover=0.01")]
    [InlineData("shape+source=a+cover=1")]
    [InlineData("label-flip+source=my class")]
    public void What_is_printed_reads_back_as_the_same(string text)
    {
        var attack = DrillAttack.Parse(text);

        attack.ToString().Should().Be(text);
        DrillAttack.Parse(attack.ToString()).Should().Be(attack);
    }

    [Fact]
    public void The_words_behind_the_attack_become_options_of_the_poisoner() =>
        DrillAttack.Parse("checker+cover=0.02+source=dog").Options(0.1, 7, "cat").Should().Be(
            new PoisonOptions { Attack = "checker", Rate = 0.1, Seed = 7, Target = "cat", Cover = 0.02, Source = "dog" });

    [Theory]
    [InlineData("cheker", "*Did you mean 'checker'?*")]
    [InlineData("checker+clean", "*behind + stands clean-label, source=CLASS or cover=SHARE, not 'clean'*")]
    [InlineData("checker+cover=2", "*not 'cover=2'*")]
    [InlineData("checker+source=", "*not 'source='*")]
    [InlineData("checker+", "*not ''*")]
    [InlineData("label-flip+clean-label", "*no clean-label variant*")]
    public void What_is_no_attack_is_refused(string text, string message)
    {
        var parse = () => DrillAttack.Parse(text);

        parse.Should().Throw<PoisonException>().WithMessage(message);
    }
}

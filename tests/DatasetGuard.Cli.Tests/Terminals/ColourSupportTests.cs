using DatasetGuard.Cli.Terminals;
using Spectre.Console;

namespace DatasetGuard.Cli.Tests.Terminals;

public sealed class ColourSupportTests
{
    [Theory]
    [InlineData(true, "", ColorSystem.Standard)]
    [InlineData(true, "TERM=xterm-256color", ColorSystem.EightBit)]
    [InlineData(true, "TERM=xterm-256color COLORTERM=truecolor", ColorSystem.TrueColor)]
    [InlineData(true, "WT_SESSION=1", ColorSystem.TrueColor)]
    [InlineData(true, "TERM=dumb", ColorSystem.NoColors)]
    [InlineData(true, "COLORTERM=truecolor NO_COLOR=1", ColorSystem.NoColors)]
    [InlineData(true, "FORCE_COLOR=3 NO_COLOR=1", ColorSystem.NoColors)]
    [InlineData(true, "FORCE_COLOR=0 COLORTERM=truecolor", ColorSystem.NoColors)]
    [InlineData(false, "COLORTERM=truecolor", ColorSystem.NoColors)]
    [InlineData(false, "FORCE_COLOR=1", ColorSystem.Standard)]
    [InlineData(false, "FORCE_COLOR=2", ColorSystem.EightBit)]
    [InlineData(false, "FORCE_COLOR=true TERM=dumb", ColorSystem.TrueColor)]
    public void Colours_follow_the_environment(bool isTerminal, string environment, ColorSystem expected)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1], StringComparer.Ordinal);

        ColourSupport.Of(isTerminal, isRefused: false, variables.GetValueOrDefault).Should().Be(expected);
        ColourSupport.Of(isTerminal, isRefused: true, variables.GetValueOrDefault).Should().Be(ColorSystem.NoColors);
    }
}

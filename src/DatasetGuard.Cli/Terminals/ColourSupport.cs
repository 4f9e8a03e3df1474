using Spectre.Console;

namespace DatasetGuard.Cli.Terminals;

/// <summary>How many colours a stream may be sent.</summary>
internal static class ColourSupport
{
    /// <remarks>
    /// <c>--no-color</c> and <c>NO_COLOR</c> (no-color.org) weigh most, then <c>FORCE_COLOR</c> (0 none, 1 sixteen, 2 256, 3 and
    /// anything else all), then whether somebody is there to see it.
    /// </remarks>
    public static ColorSystem Of(bool isTerminal, bool isRefused, Func<string, string?> variable)
    {
        if (isRefused || variable("NO_COLOR") is not null)
            return ColorSystem.NoColors;
        if (variable("FORCE_COLOR") is { } forced)
            return Forced(forced);
        if (!isTerminal || variable("TERM") == "dumb")
            return ColorSystem.NoColors;
        if (variable("COLORTERM") is "truecolor" or "24bit" || variable("WT_SESSION") is not null)
            return ColorSystem.TrueColor;

        return variable("TERM")?.Contains("256color") == true ? ColorSystem.EightBit : ColorSystem.Standard;
    }

    private static ColorSystem Forced(string value) => value switch
    {
        "0" or "false" => ColorSystem.NoColors,
        "1" => ColorSystem.Standard,
        "2" => ColorSystem.EightBit,
        _ => ColorSystem.TrueColor,
    };
}

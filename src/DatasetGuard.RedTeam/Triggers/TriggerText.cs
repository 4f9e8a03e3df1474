using System.Globalization;
using DatasetGuard.Core;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>Numbers in the text of a trigger.</summary>
internal static class TriggerText
{
    public static FormatException Error(string text, string why) => new($"'{Printable.Text(text)}' is not a trigger: {why}.");

    /// <summary>A decimal number with a point that lies in the range, whose lower end is left out.</summary>
    public static double Number(string text, string part, string name, double above, double upTo)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent;
        return double.TryParse(part, Style, CultureInfo.InvariantCulture, out var value) && value > above && value <= upTo
            ? value
            : throw Error(text, $"{name} is a number above {Show(above)} and up to {Show(upTo)}");
    }

    public static int Whole(string text, string part, string name, int from, int upTo) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= from && value <= upTo
            ? value
            : throw Error(text, $"{name} is a whole number from {from} to {upTo}");

    /// <summary>What was drawn for a picture, as <c>kind=circle;side=7</c>.</summary>
    public static string Parameters(params ReadOnlySpan<(string Name, object Value)> drawn)
    {
        var parts = new string[drawn.Length];
        for (var i = 0; i < drawn.Length; i++)
            parts[i] = string.Create(CultureInfo.InvariantCulture, $"{drawn[i].Name}={(drawn[i].Value is double number ? Math.Round(number, 3) : drawn[i].Value)}");

        return string.Join(';', parts);
    }

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Show(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

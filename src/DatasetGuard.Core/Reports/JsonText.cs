using System.Globalization;
using System.Text.Json;

namespace DatasetGuard.Core.Reports;

/// <summary>What the JSON reports have in common: the same bytes on every system, and no number that JSON does not know.</summary>
public static class JsonText
{
    /// <summary>
    /// The encoder is the default one on purpose: it leaves only plain ASCII letters, so that a name can neither end a script element nor
    /// reach a terminal, and writes U+FFFD for a lone surrogate.
    /// </summary>
    public static Utf8JsonWriter Writer(Stream output) => new(output, new JsonWriterOptions { Indented = true, IndentSize = 2, NewLine = "\n" });

    public static void End(Utf8JsonWriter json, Stream output)
    {
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    public static void WriteRounded(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, Rounded(number));
        else
            json.WriteNull(name);
    }

    public static void WriteInteger(this Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    /// <summary>A member of an enumeration as it stands in reports: <c>manifestLine</c>.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>
    /// Six significant digits, all digits of larger whole parts: more would show the order in which threads and processors added up.
    /// </summary>
    public static double Rounded(double value)
    {
        if (Math.Abs(value) >= 1e6)
            return Math.Round(value);

        // The sum turns -0, which some readers show as such, into 0.
        return double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + 0.0;
    }

    /// <summary>The rounded number as text; empty when there is none.</summary>
    public static string Text(double? value) =>
        value is { } number && double.IsFinite(number) ? Rounded(number).ToString("R", CultureInfo.InvariantCulture) : "";
}

using System.Text.Json;

namespace DatasetGuard.Core.Reports;

/// <summary>Proportions as JSON reports have them.</summary>
public static class ProportionJson
{
    /// <summary>Count, trials and share.</summary>
    public static void WriteShare(this Utf8JsonWriter json, string name, Proportion proportion)
    {
        json.WriteStartObject(name);
        WriteCounts(json, proportion);
        json.WriteEndObject();
    }

    /// <summary>The same, with the 95 % interval of Wilson; null where nothing was measured.</summary>
    public static void WriteInterval(this Utf8JsonWriter json, string name, Proportion? proportion)
    {
        if (proportion is null)
        {
            json.WriteNull(name);
            return;
        }

        var (low, high) = proportion.Wilson95();
        json.WriteStartObject(name);
        WriteCounts(json, proportion);
        json.WriteRounded("low", low);
        json.WriteRounded("high", high);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, Proportion proportion)
    {
        json.WriteNumber("count", proportion.Successes);
        json.WriteNumber("of", proportion.Trials);
        json.WriteRounded("share", proportion.Share);
    }
}

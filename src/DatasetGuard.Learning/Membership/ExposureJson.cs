using System.Text.Json;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Learning.Membership;

/// <summary>How <c>train.json</c> and <c>audit.json</c> write what was measured of exposure.</summary>
internal static class ExposureJson
{
    /// <summary>Two numbers; an empty list where there is no interval.</summary>
    public static void WriteInterval(Utf8JsonWriter json, AucInterval? interval)
    {
        json.WriteStartArray("interval");
        if (interval is { } known)
        {
            json.WriteNumberValue(JsonText.Rounded(known.Lower));
            json.WriteNumberValue(JsonText.Rounded(known.Upper));
        }

        json.WriteEndArray();
    }

    public static void WriteLowRate(Utf8JsonWriter json, string name, LowRate rate)
    {
        json.WriteStartObject(name);
        json.WriteRounded("truePositiveRate", rate.TruePositiveRate);
        json.WriteString("refusal", rate.Refusal);
        json.WriteEndObject();
    }
}

using System.Security.Cryptography;
using System.Text;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>The style and the script of the page, and the policy that lets the browser run these two and nothing else.</summary>
internal static class HtmlAssets
{
    public static string Style { get; } = Read("report.css");

    public static string Script { get; } = $"{Read("report.js")}\n{Read("map.js")}";

    /// <summary>No network at all; pictures only from inside the page.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; script-src '{Hash(Script)}'; style-src '{Hash(Style)}'; img-src data:; base-uri 'none'; form-action 'none'";

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(HtmlAssets).Assembly.GetManifestResourceStream($"DatasetGuard.Core.Reports.Html.{name}")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}

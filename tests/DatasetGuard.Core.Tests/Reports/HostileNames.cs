using System.Text;

namespace DatasetGuard.Core.Tests.Reports;

/// <summary>Names that want to be more than names in some format.</summary>
internal static class HostileNames
{
    public static TheoryData<string> All { get; } =
    [
        "x\n::error::forged",
        "x\r\n::error file=a.png::forged",
        "::set-output name=a::b",
        "a%0A::error::forged",
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\u001b[31mred\u001b[0m",
        "\u009b31m",
        "\u202egnp.exe",
        "\u2028line",
        "\ud800",
        "\udc00x\ud800",
        "a.png: error DG2901: x",
        "C:\\a.png(1,2): error DG2901: x",
        "a|b`c``d`",
        "`",
        "[click](https://example.org)",
        "![x](https://example.org/x.png)",
        "{0} {{1}}",
        "@someone #1 www.example.org https://example.org",
        "a,b;c\"d'e",
        "]]>&amp;<!--",
        "\0\b\uffff\ufffe",
        "../../etc/passwd",
        "/etc/passwd",
        "a b/%2e%2e/c?d#e",
        "日本/猫\U0001F408.png",
        new string('n', 4096),
        " ",
    ];

    /// <summary>What every UTF-8 writer makes of a lone surrogate.</summary>
    public static string AsUtf8(string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));

    public static bool HasControls(string text) => text.Any(character => character != '\n' && (char.IsControl(character) || character is '\u202e' or '\u2028'));
}

using System.Text;

namespace DatasetGuard.Core.Reports;

/// <summary>How all text reports are written.</summary>
internal static class ReportText
{
    /// <summary>U+FFFD stands for a lone surrogate; no byte order mark.</summary>
    public static readonly Encoding Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    public static StreamWriter Writer(Stream output) => new(output, Encoding, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };

    /// <summary>A number with its noun: <c>1 error</c>, <c>2 errors</c>.</summary>
    public static string Count(int number, string noun) => Count(number, noun, noun + "s");

    /// <summary>A number with its noun, where the plural is not made with an s.</summary>
    public static string Count(int number, string noun, string plural) => $"{number:N0} {(number == 1 ? noun : plural)}";
}

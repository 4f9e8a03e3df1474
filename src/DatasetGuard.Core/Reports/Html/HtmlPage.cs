using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>
/// Writes markup from interpolated strings: what stands in the source is markup, and what is put into it is text, escaped for elements and
/// for attributes in quotation marks, so that no name can be forgotten.
/// </summary>
internal sealed class HtmlPage : IDisposable
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly Stream _output;
    private readonly StreamWriter _text;
    private readonly long _start;

    /// <param name="output">Can tell its position; stays open.</param>
    public HtmlPage(Stream output)
    {
        _output = output;
        _start = output.Position;
        _text = ReportText.Writer(output);
    }

    /// <summary>Bytes so far.</summary>
    public long Length
    {
        get
        {
            _text.Flush();
            return _output.Position - _start;
        }
    }

    /// <summary>A line of markup with texts in it.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] Handler markup)
    {
        _ = markup;
        _text.Write('\n');
    }

    /// <summary>Bytes of another writer between what comes before and after.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _text.Flush();
        _output.Write(bytes);
    }

    /// <summary>Text on one line, in which nothing is markup or hides.</summary>
    public static Markup Escape(string? text) => new(Encoder.Encode(Printable.Line(text ?? "")));

    public void Dispose() => _text.Dispose();

    [InterpolatedStringHandler]
    internal readonly ref struct Handler
    {
        private readonly TextWriter _text;

        public Handler(int literalLength, int formattedCount, HtmlPage page)
        {
            _ = (literalLength, formattedCount);
            _text = page._text;
        }

        public void AppendLiteral(string literal) => _text.Write(literal);

        public void AppendFormatted(Markup markup) => _text.Write(markup.Text);

        public void AppendFormatted(string? text) => _text.Write(Escape(text).Text);

        /// <summary>A character is text too, and no number.</summary>
        public void AppendFormatted(char character) => AppendFormatted(character.ToString());

        /// <summary>Numbers, whose text has nothing to escape.</summary>
        public void AppendFormatted(int number, string? format = null) => _text.Write(number.ToString(format));
    }
}

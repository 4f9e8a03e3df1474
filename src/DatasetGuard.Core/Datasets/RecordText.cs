namespace DatasetGuard.Core.Datasets;

/// <summary>Text that is read record by record, with a limit for one record: a line of gigabytes must not land in memory.</summary>
/// <remarks>Readers take text ahead in blocks, so the limit holds to within a block.</remarks>
internal sealed class RecordText(TextReader text, int maxRecord) : TextReader
{
    private int _read;

    /// <summary>A record was read to its end; the count begins anew.</summary>
    public void BeginRecord() => _read = 0;

    public override int Peek() => text.Peek();

    /// <exception cref="InvalidDataException">The record is longer than the limit.</exception>
    public override int Read() => _read++ < maxRecord ? text.Read() : throw TooLong();

    /// <exception cref="InvalidDataException">The record is longer than the limit.</exception>
    public override int Read(char[] buffer, int index, int count)
    {
        if (_read >= maxRecord)
            throw TooLong();

        var read = text.Read(buffer, index, count);
        _read += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();

        base.Dispose(disposing);
    }

    private InvalidDataException TooLong() => new($"it is longer than {maxRecord:N0} characters");
}

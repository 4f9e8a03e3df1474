using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Caching;

/// <summary>The part of a sample that depends on nothing but its bytes, as a record.</summary>
internal static class SampleRecord
{
    public static void Write(RecordWriter record, Sample sample)
    {
        record.Write(sample.Facts is not null);
        if (sample.Facts is { } facts)
            record.Write(facts.Format).Write(facts.Width).Write(facts.Height).Write(facts.IsGray);

        record.Write(sample.Appearance is not null);
        if (sample.Appearance is { } look)
            record.Write(look.LowBrightness).Write(look.HighBrightness).Write(look.Entropy).Write(look.Sharpness).Write(look.Red).Write(look.Green).Write(look.Blue);

        record.Write(sample.Encoding is not null);
        if (sample.Encoding is { } encoding)
        {
            var print = encoding.Fingerprint;
            record.Write(encoding.Length).Write(print.Encoding).Write(print.First).Write(print.Second).Write(print.Options).Write(print.Hash)
                .Write(encoding.IsAnimated).Write(encoding.HasPosition);
        }

        record.WriteMaybe(sample.PixelHash).WriteMaybe(sample.PerceptualHash);
    }

    /// <param name="record">What <see cref="Write"/> wrote.</param>
    /// <param name="sample">What else is known of it.</param>
    /// <exception cref="InvalidDataException">The record ends early.</exception>
    public static Sample Read(ReadOnlySpan<byte> record, Sample sample)
    {
        var reader = new RecordReader(record);
        return sample with
        {
            Facts = reader.ReadFlag() ? new ImageFacts(reader.ReadText(), reader.Read<int>(), reader.Read<int>(), reader.ReadFlag()) : null,
            Appearance = reader.ReadFlag() ? ReadAppearance(ref reader) : null,
            Encoding = reader.ReadFlag() ? ReadEncoding(ref reader) : null,
            PixelHash = reader.ReadMaybe<UInt128>(),
            PerceptualHash = reader.ReadMaybe<ulong>(),
        };
    }

    private static AppearanceFacts ReadAppearance(ref RecordReader reader) => new()
    {
        LowBrightness = reader.Read<float>(),
        HighBrightness = reader.Read<float>(),
        Entropy = reader.Read<float>(),
        Sharpness = reader.Read<float>(),
        Red = reader.Read<float>(),
        Green = reader.Read<float>(),
        Blue = reader.Read<float>(),
    };

    private static EncodingFacts ReadEncoding(ref RecordReader reader) => new()
    {
        Length = reader.Read<int>(),
        Fingerprint = new EncoderFingerprint(reader.Read<ImageEncoding>(), reader.Read<byte>(), reader.Read<byte>(), reader.Read<EncoderOptions>(), reader.Read<uint>()),
        IsAnimated = reader.ReadFlag(),
        HasPosition = reader.ReadFlag(),
    };
}

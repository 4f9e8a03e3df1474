using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Caching;

/// <summary>The outcome of a rule as a record, in which samples are their places in the dataset.</summary>
internal static class OutcomeRecord
{
    /// <returns>False for an outcome with a sample that is not the dataset's own, which could not be read back.</returns>
    public static bool TryWrite(RecordWriter record, RuleOutcome outcome, Dataset dataset)
    {
        var flagged = outcome.Findings.SelectMany(finding => finding.Samples).Select(one => one.Sample).ToHashSet(ReferenceEqualityComparer.Instance);
        var places = new Dictionary<Sample, int>(flagged.Count, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < dataset.Samples.Count; i++)
        {
            if (flagged.Contains(dataset.Samples[i]))
                places.Add(dataset.Samples[i], i);
        }

        if (places.Count < flagged.Count)
            return false;

        record.WriteAll(outcome.Findings, (writer, finding) => Write(writer, finding, places));
        record.WriteAll(outcome.Scores, (writer, column) => writer.Write(column.Name).WriteAll(column.Values, (values, value) => values.Write(value)));
        Write(record, outcome.Skipped);
        record.Write(outcome.Wants);
        Write(record, outcome.Limits);
        Write(record, outcome.Map);
        return true;
    }

    /// <exception cref="InvalidDataException">The record ends early.</exception>
    public static RuleOutcome Read(ReadOnlySpan<byte> record, Dataset dataset)
    {
        var reader = new RecordReader(record);
        return new RuleOutcome
        {
            Findings = reader.ReadAll((ref item) => ReadFinding(ref item, dataset)),
            Scores = reader.ReadAll((ref item) => new ScoreColumn(item.ReadText(), item.ReadAll((ref value) => value.Read<float>()))),
            Skipped = ReadTexts(ref reader),
            Wants = reader.ReadTextMaybe(),
            Limits = ReadTexts(ref reader),
            Map = ReadMap(ref reader),
        };
    }

    private static void Write(RecordWriter record, FeatureMap? map)
    {
        record.Write(map?.Source);
        if (map is not null)
        {
            record.Write(map.Share).Write(map.Beyond).Write(map.SamplesForAxes).Write(map.Missing).WriteAll(map.Samples, (writer, sample) => writer.Write(sample))
                .WriteAll(map.X, (writer, value) => writer.Write(value)).WriteAll(map.Y, (writer, value) => writer.Write(value));
        }
    }

    private static FeatureMap? ReadMap(ref RecordReader reader) => reader.ReadTextMaybe() is not { } source ? null : new FeatureMap
    {
        Source = source,
        Share = reader.Read<double>(),
        Beyond = reader.Read<int>(),
        SamplesForAxes = reader.Read<int>(),
        Missing = reader.ReadTextMaybe(),
        Samples = reader.ReadAll((ref item) => item.Read<int>()),
        X = reader.ReadAll((ref item) => item.Read<ushort>()),
        Y = reader.ReadAll((ref item) => item.Read<ushort>()),
    };

    private static void Write(RecordWriter record, Finding finding, Dictionary<Sample, int> places)
    {
        record.Write(finding.RuleId).Write(finding.Level).Write(finding.Title).Write(finding.Message).Write(finding.Class)
            .WriteMaybe(finding.Score).WriteMaybe(finding.Threshold)
            .Write(finding.Location.Kind).Write(finding.Location.Path).WriteMaybe(finding.Location.Line)
            .Write(finding.IsList).Write(finding.Subject)
            .WriteAll(finding.Samples, (writer, flagged) => writer.Write(places[flagged.Sample]).WriteMaybe(flagged.Score).WriteMaybe(flagged.CopyGroup).WriteMaybe(flagged.Group))
            .WriteAll(finding.Measures, (writer, measure) => writer.Write(measure.Name).Write(measure.Value))
            .WriteAll(finding.Pictures, (writer, picture) => writer.Write(picture.Name).Write(picture.Caption).Write(picture.IsOfSamples)
                .Write(picture.Pixels.Width).Write(picture.Pixels.Height).Write(picture.Pixels.Channels).Write(picture.Pixels.Pixels));
    }

    private static Finding ReadFinding(ref RecordReader reader, Dataset dataset) => new()
    {
        RuleId = reader.ReadText(),
        Level = reader.Read<FindingLevel>(),
        Title = reader.ReadText(),
        Message = reader.ReadText(),
        Class = reader.ReadTextMaybe(),
        Score = reader.ReadMaybe<double>(),
        Threshold = reader.ReadMaybe<double>(),
        Location = new FindingLocation(reader.Read<LocationKind>(), reader.ReadText(), reader.ReadMaybe<int>()),
        IsList = reader.ReadFlag(),
        Subject = reader.ReadTextMaybe(),
        Samples = reader.ReadAll((ref item) => new FlaggedSample(SampleAt(item.Read<int>(), dataset), item.ReadMaybe<double>()) { CopyGroup = item.ReadMaybe<int>(), Group = item.ReadMaybe<int>() }),
        Measures = reader.ReadAll((ref item) => new Measure(item.ReadText(), item.Read<double>())),
        Pictures = reader.ReadAll(ReadPicture),
    };

    private static EvidencePicture ReadPicture(ref RecordReader reader)
    {
        var (name, caption, isOfSamples) = (reader.ReadText(), reader.ReadText(), reader.ReadFlag());
        var (width, height, channels) = (reader.Read<int>(), reader.Read<int>(), reader.Read<int>());
        return new EvidencePicture(name, caption, new PixelBuffer(width, height, channels, reader.ReadBytes().ToArray())) { IsOfSamples = isOfSamples };
    }

    private static Sample SampleAt(int place, Dataset dataset) =>
        place >= 0 && place < dataset.Samples.Count ? dataset.Samples[place] : throw new InvalidDataException("The record names a sample that is not there.");

    private static void Write(RecordWriter record, IReadOnlyDictionary<string, string> texts) =>
        record.WriteAll([.. texts.OrderBy(pair => pair.Key, StringComparer.Ordinal)], (writer, pair) => writer.Write(pair.Key).Write(pair.Value));

    private static Dictionary<string, string> ReadTexts(ref RecordReader reader) =>
        reader.ReadAll((ref item) => KeyValuePair.Create(item.ReadText(), item.ReadText())).ToDictionary(StringComparer.Ordinal);
}

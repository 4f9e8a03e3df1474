using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Provenance;

/// <summary>What statements about a scan, and comparisons of scans, need of its <c>report.json</c>. Of the lists of images only the length is kept.</summary>
public sealed record ScanReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public required string SchemaVersion { get; init; }

    public required ToolPart Tool { get; init; }

    public required Verdict Verdict { get; init; }

    public required SettingsPart Settings { get; init; }

    public required IReadOnlyList<InputFile> Inputs { get; init; }

    public required DatasetPart Dataset { get; init; }

    public required GatePart Gate { get; init; }

    public required IReadOnlyList<RulePart> Rules { get; init; }

    public required IReadOnlyList<FindingPart> Findings { get; init; }

    /// <summary>What a suppression or the baseline accepts.</summary>
    public IReadOnlyList<SuppressedPart> Suppressed { get; init; } = [];

    /// <summary>SHA-256 of the report in lower-case hexadecimal.</summary>
    [JsonIgnore]
    public string Digest { get; private init; } = "";

    /// <param name="path">The folder that <c>scan --output</c> wrote, or its <c>report.json</c>.</param>
    /// <exception cref="InvalidDataException">It is no report of a scan, or the manifest beside it is of another one; the message says what.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ScanReport Read(string path)
    {
        if (!Directory.Exists(path))
            return ReadFile(path);

        var report = ReadFile(Path.Combine(path, new JsonReport().FileName));
        var manifest = Path.Combine(path, new ManifestReport().FileName);
        if (new FileInfo(manifest) is { Exists: true, Length: > 0 } && InputFile.Of(InputKind.Data, manifest).Digest != report.Dataset.Digest)
            throw new InvalidDataException("the manifest.sha256 beside it is of another dataset, or was changed");

        return report;
    }

    private static ScanReport ReadFile(string path)
    {
        using var file = WholeFile.OpenPlain(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            var report = JsonSerializer.Deserialize<ScanReport>(new HashedStream(file, hash), Options) ?? throw new InvalidDataException("it is null");
            report.Check();
            return report with { Digest = Convert.ToHexStringLower(hash.GetHashAndReset()) };
        }
        catch (JsonException error)
        {
            // The name of a type follows, which says nothing to a user.
            var at = error.Path is { Length: > 1 } place ? $" at {place}" : "";
            throw new InvalidDataException($"line {error.LineNumber + 1}{at} is not as in one", error);
        }
    }

    private void Check()
    {
        if (Tool.Name != "DatasetGuard")
            throw new InvalidDataException("another tool wrote it");
        if (SchemaVersion.Split('.')[0] != JsonReport.SchemaVersion.Split('.')[0])
            throw new InvalidDataException($"it has version {SchemaVersion}; this tool reads {JsonReport.SchemaVersion}");
        if (!Inputs.Select(input => input.Digest).Prepend(Dataset.Digest).All(IsSha256))
            throw new InvalidDataException("a digest in it is no SHA-256");
        if (!Rules.All(rule => IsRuleId(rule.Id)) || !Findings.All(finding => IsRuleId(finding.Rule)))
            throw new InvalidDataException("a rule in it has no id");
        if (Rules.Count > 0 && Rules.All(rule => rule.Id.StartsWith("DG3", StringComparison.Ordinal)))
            throw new InvalidDataException("it is of an audit of a model, and says nothing of the data");
        if (Verdict == Verdict.Pass && (Rules.Any(rule => rule.Status == RuleStatus.Failed) || Findings.Any(finding => Gating.Gate.Fails(finding.Level, Gate.FailOn))))
            throw new InvalidDataException("its verdict is pass, and what it found says otherwise");
    }

    private static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private static bool IsRuleId(string text) => text.Length == 6 && text.StartsWith("DG", StringComparison.Ordinal) && text.AsSpan(2).IndexOfAnyExceptInRange('0', '9') < 0;

    public sealed record ToolPart(string Name, string Version);

    public sealed record SettingsPart(ScanDepth Depth, int Seed);

    public sealed record DatasetPart(string Root, string Digest, int Samples, IReadOnlyList<CountPart> Classes, IReadOnlyList<CountPart> Splits);

    public sealed record CountPart(string Name, int Count);

    public sealed record GatePart(FailOn FailOn, int Errors, int Warnings, int Notes, int Suppressed);

    public sealed record RulePart(string Id, RuleStatus Status);

    public sealed record FindingPart(string Rule, FindingLevel Level)
    {
        public string Title { get; init; } = "";

        public string Message { get; init; } = "";

        public string? Class { get; init; }

        public string Fingerprint { get; init; } = "";

        public IReadOnlyList<SamplePart> Samples { get; init; } = [];
    }

    /// <summary>Only counted: what stands in it is passed over as it is read.</summary>
    public readonly record struct SamplePart;

    public sealed record SuppressedPart(AcceptedBy By, string Reason, FindingPart Finding);
}

using System.Text.Json;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary>The one run of a SARIF file.</summary>
internal sealed class SarifRun(ScanResult result, Utf8JsonWriter json)
{
    /// <summary>As many as code scanning shows.</summary>
    private const int MaxResults = 5000;

    /// <summary>
    /// Bytes of results. Code scanning refuses files over 10 MB when compressed; names that an attacker made up compress badly, and each
    /// stands here two or three times.
    /// </summary>
    private const long MaxLength = 12 << 20;

    /// <summary>Images named in a result, with the first.</summary>
    private const int MaxLocations = 10;

    private readonly Dictionary<string, int> _ruleIndex = result.Rules.Select((run, i) => (run.Rule.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);
    private readonly Dictionary<(string Uri, int? Container), int> _artifactIndex = [];
    private readonly List<(string Uri, Sample? Sample, int? Container)> _artifacts = [];

    public void Write()
    {
        json.WriteStartObject();
        WriteTool();
        var left = WriteResults();
        WriteArtifacts();
        WriteInvocation(left);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartObject("properties");
        json.WriteString("verdict", JsonText.Name(result.Verdict));
        json.WriteString("datasetDigest", result.Dataset.Digest);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteTool()
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "DatasetGuard");
        json.WriteString("semanticVersion", result.ToolVersion);
        json.WriteStartArray("rules");
        foreach (var run in result.Rules)
            SarifRule.Write(run.Rule, json);

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <returns>How many did not fit.</returns>
    private int WriteResults()
    {
        json.WriteStartArray("results");
        json.Flush();
        var end = json.BytesCommitted + MaxLength;
        var written = 0;
        foreach (var (finding, accepted) in Results().Take(MaxResults))
        {
            if (json.BytesCommitted >= end)
                break;

            WriteResult(finding, accepted);
            json.Flush();
            written++;
        }

        json.WriteEndArray();
        return result.Findings.Count + result.Suppressed.Count - written;
    }

    private void WriteInvocation(int left)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", result.Verdict != Verdict.Incomplete);
        json.WriteNumber("exitCode", (int)result.ExitCode);
        json.WriteString("exitCodeDescription", JsonText.Name(result.ExitCode));
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var run in result.Rules.Where(run => run.Reason is not null))
            WriteNotification(run.Status == RuleStatus.Failed ? "error" : "note", $"{run.Rule.Id} {JsonText.Name(run.Status)}: {run.Reason}", run.Rule.Id);
        if (result.NothingToScan is { } nothing)
            WriteNotification("error", nothing, rule: null);
        if (left > 0)
            WriteNotification("warning", $"{ReportText.Count(left, "finding")} more in report.json only.", rule: null);

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteNotification(string level, string text, string? rule)
    {
        json.WriteStartObject();
        json.WriteString("level", level);
        WriteMessage("message", Escape(text));
        if (rule is not null)
        {
            json.WriteStartObject("associatedRule");
            json.WriteString("id", rule);
            json.WriteNumber("index", _ruleIndex[rule]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private IEnumerable<(Finding Finding, AcceptedFinding? Accepted)> Results() =>
        result.Findings.Select(finding => (finding, default(AcceptedFinding)))
            .Concat(result.Suppressed.Select(accepted => (accepted.Finding, (AcceptedFinding?)accepted)));

    private void WriteResult(Finding finding, AcceptedFinding? accepted)
    {
        var related = finding.Samples
            .Select(flagged => flagged.Sample)
            .Where(sample => FindingLocation.Of(sample, result.Dataset) != finding.Location)
            .Take(MaxLocations - 1)
            .ToArray();

        json.WriteStartObject();
        json.WriteString("ruleId", finding.RuleId);
        if (_ruleIndex.TryGetValue(finding.RuleId, out var ruleIndex))
            json.WriteNumber("ruleIndex", ruleIndex);

        json.WriteString("level", finding.Level.Name());
        WriteMessage("message", MessageOf(finding, related));
        json.WriteStartArray("locations");
        var first = finding.Samples.Select(flagged => flagged.Sample).FirstOrDefault(sample => sample.Id == finding.Location.Path);
        WriteLocation(finding.Location, first, id: null);
        json.WriteEndArray();
        json.WriteStartArray("relatedLocations");
        for (var i = 0; i < related.Length; i++)
            WriteLocation(FindingLocation.Of(related[i], result.Dataset), related[i], id: i + 1);

        json.WriteEndArray();
        WriteFingerprints(finding);
        if (result.HasBaseline)
            json.WriteString("baselineState", accepted?.By == AcceptedBy.Baseline ? "unchanged" : "new");

        WriteSuppressions(accepted);
        WriteProperties(finding);
        json.WriteEndObject();
    }

    /// <summary>Code scanning shows a related location only where the message links to it.</summary>
    private static string MessageOf(Finding finding, Sample[] related)
    {
        var text = Escape(finding.Message);
        if (related.Length == 0)
            return text;

        var links = related.Select((sample, i) => $"[{Escape(Printable.Text(sample.Id))}]({i + 1})");
        var rest = finding.Samples.Count - related.Length - (finding.Location.Kind is LocationKind.File or LocationKind.ManifestLine ? 1 : 0);
        return $"{text} Also: {string.Join(", ", links)}{(rest > 0 ? $" and {rest:N0} more, listed in report.json" : "")}.";
    }

    private void WriteLocation(FindingLocation location, Sample? sample, int? id)
    {
        var isMember = ReportPaths.ContainerOf(location, result.Dataset) is not null;
        var uri = ReportPaths.Uri(ReportPaths.InRepository(location, result));
        var artifact = ArtifactOf(uri, location.Kind == LocationKind.File && !isMember ? sample : null);
        json.WriteStartObject();
        if (id is { } number)
            json.WriteNumber("id", number);

        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", uri);
        json.WriteNumber("index", artifact);
        json.WriteEndObject();
        if (location.Line is { } line)
            WriteRegion(line);

        json.WriteEndObject();
        if (isMember)
            WriteMember(location.Path, artifact, sample);

        json.WriteEndObject();
    }

    /// <summary>Code scanning asks for all four numbers. How long the line is we do not know, so the place is where it begins.</summary>
    private void WriteRegion(int line)
    {
        json.WriteStartObject("region");
        json.WriteNumber("startLine", line);
        json.WriteNumber("startColumn", 1);
        json.WriteNumber("endLine", line);
        json.WriteNumber("endColumn", 1);
        json.WriteEndObject();
    }

    /// <summary>An image in an archive is no file that a code host could open: the archive is the place, and which member it is stands beside it.</summary>
    private void WriteMember(string id, int container, Sample? sample)
    {
        ArtifactOf(ReportPaths.Uri(id.TrimStart('/')), sample, container);
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", Printable.Text(id));
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private int ArtifactOf(string uri, Sample? sample, int? container = null)
    {
        if (_artifactIndex.TryGetValue((uri, container), out var index))
            return index;

        _artifacts.Add((uri, sample, container));
        return _artifactIndex[(uri, container)] = _artifacts.Count - 1;
    }

    /// <summary>
    /// The upload computes <c>primaryLocationLineHash</c> itself for results with a line and wants none that differs; without a line it
    /// computes none, and every scan would open the alert anew.
    /// </summary>
    private void WriteFingerprints(Finding finding)
    {
        json.WriteStartObject("partialFingerprints");
        json.WriteString("datasetGuard/v1", finding.Fingerprint);
        if (finding.Location.Line is null)
            json.WriteString("primaryLocationLineHash", finding.Fingerprint);

        json.WriteEndObject();
    }

    /// <summary>An empty list says that suppressions were looked for (SARIF 2.1.0, section 3.27.23).</summary>
    private void WriteSuppressions(AcceptedFinding? accepted)
    {
        json.WriteStartArray("suppressions");
        if (accepted is not null)
        {
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("status", "accepted");
            json.WriteString("justification", Printable.Line($"{JsonText.Name(accepted.By)}: {accepted.Reason}"));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteProperties(Finding finding)
    {
        json.WriteStartObject("properties");
        json.WriteString("class", finding.Class);
        json.WriteRounded("score", finding.Score);
        json.WriteRounded("threshold", finding.Threshold);
        json.WriteNumber("samples", finding.Samples.Count);
        json.WriteString("allSamples", "report.json");
        json.WriteStartObject("measures");
        foreach (var measure in finding.Measures)
            json.WriteRounded(measure.Name, measure.Value);

        json.WriteEndObject();
        json.WriteStartArray("pictures");
        foreach (var picture in finding.Pictures)
            json.WriteStringValue(EvidenceFiles.PathOf(finding, picture));

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteArtifacts()
    {
        json.WriteStartArray("artifacts");
        foreach (var (uri, sample, container) in _artifacts)
        {
            json.WriteStartObject();
            json.WriteStartObject("location");
            json.WriteString("uri", uri);
            json.WriteEndObject();
            if (container is { } parent)
                json.WriteNumber("parentIndex", parent);
            if (sample?.Facts is { } facts && MimeType(facts.Format) is { } mimeType)
                json.WriteString("mimeType", mimeType);
            if (sample is { ContentHash.Length: > 0 })
            {
                json.WriteStartObject("hashes");
                json.WriteString("sha-256", sample.ContentHash);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Pixels without a file have none.</summary>
    private static string? MimeType(string format) => format switch
    {
        "raw" => null,
        "pnm" => "image/x-portable-anymap",
        _ => $"image/{format}",
    };

    private void WriteMessage(string property, string text)
    {
        json.WriteStartObject(property);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    /// <summary>Brackets make links (SARIF 2.1.0, section 3.11.6) and braces make placeholders (3.11.5).</summary>
    private static string Escape(string text) =>
        Printable.Line(text).Replace("[", "\\[").Replace("]", "\\]").Replace("{", "{{").Replace("}", "}}");
}

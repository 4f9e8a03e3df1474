using System.Globalization;
using System.Security.Cryptography;
using CsvHelper;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Tests.Reports;

public sealed class CsvReportTests
{
    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void A_hostile_name_stays_in_its_cell_and_is_no_formula(string name)
    {
        foreach (var row in Rows(new ScoresReport().Text(Results.Named(name, name))).Concat(Rows(new QuarantineReport().Text(Results.Named(name, name)))))
        {
            row[0].TrimStart('\'').Should().BeOneOf("path", "plain.png", HostileNames.AsUtf8(name), HostileNames.AsUtf8($"{name}2"));
            row[1].TrimStart('\'').Should().BeOneOf("label", HostileNames.AsUtf8(name));
            row[..2].Should().AllSatisfy(cell => "=+-@\t\r\n".Should().NotContain(cell[..1]));
            row.Should().HaveCount(5);
        }
    }

    [Fact]
    public void A_negative_number_is_a_number() =>
        Rows(new ScoresReport().Text(Results.Named("a.png")))[2].Should().Equal("plain.png", "cat", "cat", "-0.5", "DG2201");

    [Fact]
    public void A_sample_of_two_findings_names_both_rules_in_order()
    {
        var result = Results.Failing();
        result = result with { Findings = [.. result.Findings, result.Findings[1] with { RuleId = "DG1101" }] };

        Rows(new ScoresReport().Text(result))[1][^1].Should().Be("DG1101;DG2201");
    }

    [Fact]
    public void Notes_do_not_put_a_sample_into_quarantine()
    {
        Rows(new QuarantineReport().Text(Results.Many(FindingLevel.Note, 3))).Should().HaveCount(1);
        Rows(new QuarantineReport().Text(Results.Many(FindingLevel.Warning, 3))).Should().HaveCount(4);
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void The_manifest_has_a_line_a_sample_and_hashes_to_the_digest(string name)
    {
        var result = Results.Named(name);

        var manifest = new ManifestReport().Bytes(result);

        manifest.Count(value => value == '\n').Should().Be(3);
        Convert.ToHexStringLower(SHA256.HashData(manifest)).Should().Be(result.Dataset.Digest);
    }

    private static List<string[]> Rows(string text)
    {
        using var parser = new CsvParser(new StringReader(text), CultureInfo.InvariantCulture);
        var rows = new List<string[]>();
        while (parser.Read())
            rows.Add(parser.Record!);

        return rows;
    }
}

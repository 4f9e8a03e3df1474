using System.Text;
using CsCheck;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Gating;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Gating;

public sealed class BaselineFileTests : IDisposable
{
    private const string Print = "0123456789abcdef0123456789abcdef";

    private static readonly Baseline Example = new()
    {
        ToolVersion = "1.2.3",
        DatasetDigest = "d1",
        DatasetSamples = 7,
        Entries = [new("DG1001", null, 1, Print, "a \"note\""), new("DG2201", "cat\n::error::\u001b", 20, Print.Replace('0', 'f'), "ö")],
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_entry_is_one_line_of_plain_ASCII()
    {
        Text(Example).Should().Be($$"""
            {
              "schemaVersion": "1.0",
              "tool": "1.2.3",
              "dataset": { "digest": "d1", "samples": 7 },
              "findings": [
                { "rule": "DG1001", "class": null, "samples": 1, "fingerprint": "{{Print}}", "note": "a \u0022note\u0022" },
                { "rule": "DG2201", "class": "cat\n::error::\u001B", "samples": 20, "fingerprint": "f123456789abcdeff123456789abcdef", "note": "\u00F6" }
              ]
            }

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_file_comes_back_as_it_was()
    {
        var path = Path.Combine(_folder.Path, "baseline.json");
        File.WriteAllText(path, "old");

        BaselineFile.Write(Example, path);

        BaselineFile.Read(path).Should().BeEquivalentTo(Example, options => options.Excluding(baseline => baseline.Digest));
        BaselineFile.Read(_folder.Write("crlf.json", Text(Example).Replace("\n", "\r\n"))).Should().BeEquivalentTo(Example, options => options.Excluding(baseline => baseline.Digest));
        Directory.GetFiles(_folder.Path).Should().HaveCount(2);
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_the_old_one()
    {
        var path = Path.Combine(_folder.Path, "baseline.json");
        File.WriteAllText(path, "old");

        var write = () => WholeFile.Write(path, _ => throw new IOException("full"));

        write.Should().Throw<IOException>();
        File.ReadAllText(path).Should().Be("old");
        Directory.GetFiles(_folder.Path).Should().ContainSingle();
    }

    [Theory]
    [InlineData("\"DG2201\"", "\"DG22\"", "7:15: a rule id such as DG1005 belongs here, not 'DG22'.")]
    [InlineData("\"samples\": 20", "\"samples\": -1", "7:69: a whole number from 0 on belongs here.")]
    [InlineData("\"samples\": 20", "\"samples\": \"20\"", "7:69: a whole number from 0 on belongs here.")]
    [InlineData("f123456789abcdeff123456789abcdef", "x", "7:88: a fingerprint of 32 hexadecimal digits belongs here, not 'x'.")]
    [InlineData("f123456789abcdeff123456789abcdef", Print, "7:141: the fingerprint stands already in line 6.")]
    [InlineData("\"note\": \"a", "\"nota\": \"a", "6:105: the key 'nota' is not known.")]
    [InlineData("\"note\": \"a", "\"rule\": \"a", "6:105: the key 'rule' stands twice.")]
    [InlineData("\"class\": null, \"samples\": 1,", "", "6:106: the entry lacks rule, samples, fingerprint or note.")]
    [InlineData("\\u00F6", "\\ud800", "7:132: this text is half a character.")]
    [InlineData("\"1.0\"", "\"2.0\"", "2:20: the baseline has version '2.0'; this tool reads 1.0. 'datasetguard baseline create --force' writes it anew.")]
    [InlineData("\"tool\": \"1.2.3\",", "", "9:1: the baseline lacks schemaVersion, tool, dataset or findings.")]
    [InlineData("  \"findings\": [", "  \"findings\": [[", "5:16: an entry is an object.")]
    [InlineData("  ]\n}", "  ]\n} {}", "9:3: the baseline is no JSON from here on.")]
    [InlineData("  ]\n}", "  ]", "9:1: the baseline is no JSON from here on.")]
    public void A_broken_file_is_told_with_its_line(string part, string broken, string message)
    {
        var text = Text(Example);
        text.Should().Contain(part);

        Fault(Encoding.UTF8.GetBytes(text.Replace(part, broken))).Should().Be($"b.json:{message}");
    }

    [Fact]
    public void What_is_no_text_or_too_deep_is_refused()
    {
        Fault([0xFF, 0xFE]).Should().Be("b.json: the baseline is no UTF-8 text.");
        Fault(Encoding.UTF8.GetBytes(new string('[', 1 << 20))).Should().Be("b.json:1:1: an object belongs here.");
        Fault([]).Should().Contain("no JSON");
    }

    [Fact]
    public void A_missing_file_says_how_to_make_one() =>
        ((Action)(() => BaselineFile.Read(Path.Combine(_folder.Path, "none.json")))).Should().Throw<ConfigurationException>().WithMessage("*none.json: the baseline cannot be read: *'datasetguard baseline create' writes one.");

    [Fact]
    public void A_hundred_thousand_entries_are_read()
    {
        var text = Text(Example with { Entries = [.. Enumerable.Range(0, 100_000).Select(i => new BaselineEntry("DG1001", null, 1, $"{i:x32}", "Note"))] });

        Patience.Await(() => BaselineFile.Parse(Encoding.UTF8.GetBytes(text), "b.json")).Entries.Should().HaveCount(100_000);
    }

    [Fact]
    public void Any_change_of_a_good_file_is_read_or_refused()
    {
        var good = Encoding.UTF8.GetBytes(Text(Example));
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[1, 4].Sample(
            changes =>
            {
                byte[] bytes = [.. good];
                foreach (var (at, value) in changes)
                    bytes[at] = value;

                return Fault(bytes).Length >= 0;
            },
            iter: 2000);
    }

    private static string Fault(byte[] bytes)
    {
        try
        {
            BaselineFile.Parse(bytes, "b.json");
            return "";
        }
        catch (ConfigurationException error)
        {
            return error.Message;
        }
    }

    private static string Text(Baseline baseline)
    {
        using var stream = new MemoryStream();
        BaselineFile.Write(baseline, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

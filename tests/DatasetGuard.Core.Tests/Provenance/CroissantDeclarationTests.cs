using System.Text;
using CsCheck;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Provenance.Croissant;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Tests.Reports;

namespace DatasetGuard.Core.Tests.Provenance;

public sealed class CroissantDeclarationTests
{
    [Theory]
    [InlineData("", "the Croissant file is no JSON from here on, or says one thing twice.")]
    [InlineData("[]", "the Croissant file describes no dataset: its @type is not sc:Dataset.")]
    [InlineData("{ \"images\": [] }", "the Croissant file describes no dataset: its @type is not sc:Dataset.")]
    [InlineData("{ \"@type\": \"sc:Dataset\", \"@type\": \"sc:Dataset\" }", "the Croissant file is no JSON from here on, or says one thing twice.")]
    [InlineData("{ \"@type\": \"sc:Dataset\", \"\\ud800\": 1 }", "the Croissant file has a name that is no text.")]
    public void What_is_none_is_refused(string text, string message) =>
        FluentActions.Invoking(() => Parse(text)).Should().Throw<ConfigurationException>().Which.Faults.Should().ContainSingle().Which.Message.Should().Be(message);

    [Fact]
    public void Prefixes_lists_and_references_may_have_any_form()
    {
        var declared = Parse($$"""
            { "@type": ["https://schema.org/Dataset"], "sc:distribution": { "@type": "http://mlcommons.org/croissant/FileObject", "sc:name": "a", "sc:contentUrl": { "@id": "a%20b.png" }, "sc:sha256": "{{new string('A', 64)}}" },
              "cr:recordSet": { "@type": "cr:RecordSet", "name": "splits", "cr:dataType": { "@id": "cr:Split" }, "cr:field": { "name": "name" }, "cr:data": { "name": "train" } } }
            """);

        declared.Files.Should().ContainSingle().Which.Paths.Should().Equal("a%20b.png", "a b.png");
        declared.Files[0].Sha256.Should().Be(new string('a', 64));
        declared.Splits.Should().ContainSingle().Which.Should().Equal("train");
    }

    [Fact]
    public void Any_damage_is_read_or_refused()
    {
        var bytes = new CroissantReport().Bytes(Results.Failing());

        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 8].Sample(changes =>
        {
            var damaged = (byte[])bytes.Clone();
            foreach (var (at, value) in changes)
                damaged[at] = value;

            try
            {
                return CroissantDeclaration.Parse(damaged, "croissant.json").Files.Count >= 0;
            }
            catch (ConfigurationException)
            {
                return true;
            }
        }, iter: 300);
    }

    private static CroissantDeclaration Parse(string text) => CroissantDeclaration.Parse(Encoding.UTF8.GetBytes(text), "croissant.json");
}

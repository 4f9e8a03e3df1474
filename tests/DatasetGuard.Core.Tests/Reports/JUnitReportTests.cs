using System.Xml.Linq;
using CsCheck;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Tests.Reports;

public sealed class JUnitReportTests
{
    [Theory]
    [InlineData(FailOn.Error, 0)]
    [InlineData(FailOn.Warning, 1)]
    [InlineData(FailOn.None, 0)]
    public void A_finding_is_a_failure_from_the_level_that_fails_on(FailOn failOn, int failures)
    {
        var suite = Suite(new JUnitReport().Text(Results.Many(FindingLevel.Warning, 2, failOn)));

        suite.Attribute("failures")!.Value.Should().Be($"{failures}");
        suite.Descendants("failure").Should().HaveCount(failures);
        suite.Descendants("system-out").Should().HaveCount(1 - failures);
    }

    [Fact]
    public void A_crash_is_an_error_and_not_a_pass()
    {
        var suite = Suite(new JUnitReport().Text(Results.Crashed("InvalidOperationException: x")));

        suite.Attribute("errors")!.Value.Should().Be("1");
        suite.Descendants("error").Single().Attribute("message")!.Value.Should().Be("InvalidOperationException: x");
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void A_hostile_name_is_text(string name)
    {
        var suite = Suite(new JUnitReport().Text(Results.Named(name, name, name)));

        suite.Elements("testcase").Should().HaveCount(2);
        suite.Descendants("failure").Should().HaveCount(2);
        suite.Descendants("failure").Elements().Should().BeEmpty();
        suite.Descendants("failure").Last().Value.Split('\n').Should().HaveCount(3);
        HostileNames.HasControls(suite.Value).Should().BeFalse();
    }

    [Fact]
    public void Any_names_give_XML() =>
        Gen.Select(Gen.String, Gen.String).Sample((file, className) => Suite(new JUnitReport().Text(Results.Named(file, className))).Elements("testcase").Count() == 2);

    private static XElement Suite(string xml) => XDocument.Parse(xml).Root!.Element("testsuite")!;
}

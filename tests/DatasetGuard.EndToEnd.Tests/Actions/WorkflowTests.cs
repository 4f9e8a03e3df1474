using System.Text.RegularExpressions;
using System.Xml.Linq;
using YamlDotNet.RepresentationModel;

namespace DatasetGuard.EndToEnd.Tests.Actions;

/// <summary>What a linter would say about the workflows and the action, as far as their structure tells.</summary>
public sealed partial class WorkflowTests
{
    private const string Action = ".github/actions/datasetguard/action.yml";

    public static TheoryData<string> Workflows =>
        [.. Directory.GetFiles(Checkout.Path(".github/workflows"), "*.yml").Select(path => $".github/workflows/{Path.GetFileName(path)}"), "samples/github-workflow/dataset.yml"];

    public static TheoryData<string> Files => [.. Workflows.Select(row => row.Data), Action];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_action_is_pinned_to_a_commit_with_its_version_beside_it(string file)
    {
        var uses = File.ReadLines(Checkout.Path(file)).Where(line => line.Contains("uses:")).ToArray();

        uses.Should().NotBeEmpty().And.AllSatisfy(line => Pinned().IsMatch(line).Should().BeTrue($"'{line.Trim()}' should be"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_script_is_put_together_from_expressions(string file)
    {
        var scripts = Scalars(Read(file)).Where(pair => pair.Key == "run").Select(pair => pair.Value);

        scripts.Should().AllSatisfy(script => script.Should().NotContain("${{"));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_may_do_nothing_that_a_job_does_not_ask_for_and_every_job_ends(string file)
    {
        var workflow = Read(file);

        ((YamlMappingNode)workflow.Children["permissions"]).Children.Should().BeEmpty();
        foreach (var (name, job) in Jobs(file))
            ((YamlMappingNode)job).Children.Keys.Should().Contain(["permissions", "timeout-minutes", "runs-on", "steps"], $"of job {name}");
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_checkout_leaves_no_credentials_behind(string file)
    {
        var checkouts = Jobs(file).SelectMany(job => Steps(job.Value)).Where(step => Text(step, "uses").StartsWith("actions/checkout@", StringComparison.Ordinal));

        checkouts.Should().NotBeEmpty().And.AllSatisfy(step => $"{step["with"]["persist-credentials"]}".Should().Be("false"));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_job_that_signs_or_uploads_findings_may_do_so(string file)
    {
        foreach (var (_, job) in Jobs(file))
        {
            var granted = ((YamlMappingNode)job["permissions"]).Children.Select(pair => $"{pair.Key}: {pair.Value}");
            foreach (var step in Steps(job))
            {
                var inputs = step.Children.TryGetValue("with", out var with) ? (YamlMappingNode)with : [];
                if (Text(inputs, "attest") == "true" || Text(step, "uses").StartsWith("actions/attest", StringComparison.Ordinal))
                    granted.Should().Contain(["id-token: write", "attestations: write"]);
                if (Text(inputs, "upload-sarif") is not ("" or "false"))
                    granted.Should().Contain("security-events: write");
            }
        }
    }

    [Fact]
    public void What_follows_a_scan_runs_whatever_it_found_and_the_last_step_fails()
    {
        var steps = Steps(Read(Action)["runs"]).ToArray();
        var scan = Array.FindIndex(steps, step => Text(step, "id") == "scan");

        steps[(scan + 1)..].Should().HaveCountGreaterThan(1).And.AllSatisfy(step => Text(step, "if").Should().StartWith("always()"));
        steps.Count(step => Text(step, "uses").Contains("upload-sarif@")).Should().Be(1);
        Text(steps[^1], "run").Should().Contain("judge.sh");
        Text(steps[^1], "if").Should().Be("always()");
    }

    [Fact]
    public void The_release_packs_and_publishes_every_platform_of_the_tool()
    {
        var project = XDocument.Load(Checkout.Path("src/DatasetGuard.Cli/DatasetGuard.Cli.csproj"));
        var platforms = project.Descendants("ToolPackageRuntimeIdentifiers").Single().Value.Split(';');
        var release = Read(".github/workflows/release.yml");
        var scripts = Scalars(release).Where(pair => pair.Key == "run").Select(pair => pair.Value).ToArray();

        Scalars(release).Where(pair => pair.Key == "platform").Select(pair => pair.Value).Should().Equal(platforms);
        scripts.Should().Contain(script => script.Contains($"for platform in {string.Join(' ', platforms)}; do"));
    }

    [Fact]
    public void The_scripts_get_every_input_and_set_every_output()
    {
        var action = Read(Action);
        var text = File.ReadAllText(Checkout.Path(Action));
        var scripts = Directory.GetFiles(Checkout.Path(".github/actions/datasetguard"), "*.sh").Select(File.ReadAllText).ToArray();

        foreach (var input in ((YamlMappingNode)action.Children["inputs"]).Children.Keys)
            text.Should().Contain($"inputs.{input}");

        // The signer's own output is its matter.
        var outputs = ((YamlMappingNode)action.Children["outputs"]).Children.Where(pair => !Text((YamlMappingNode)pair.Value, "value").Contains("steps.sign."));
        foreach (var (output, _) in outputs)
            scripts.Should().ContainSingle(script => script.Contains($"echo \"{output}="));
    }

    private static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Jobs(string file) => ((YamlMappingNode)Read(file).Children["jobs"]).Children;

    private static IEnumerable<YamlMappingNode> Steps(YamlNode job) => ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>();

    /// <returns>Empty where there is none.</returns>
    private static string Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? $"{value}" : "";

    private static YamlMappingNode Read(string file)
    {
        using var text = File.OpenText(Checkout.Path(file));
        var yaml = new YamlStream();
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static IEnumerable<(string Key, string Value)> Scalars(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(pair => pair.Value is YamlScalarNode value ? [($"{pair.Key}", $"{value}")] : Scalars(pair.Value)),
        YamlSequenceNode list => list.Children.SelectMany(Scalars),
        _ => [],
    };

    /// <summary>An action of this repository is the commit's own.</summary>
    [GeneratedRegex(@"uses: (\./\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pinned();
}

using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace DatasetGuard.EndToEnd.Tests.Actions;

/// <summary>What a linter would say about the workflows and the action, as far as their structure tells.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows => [.. Directory.GetFiles(Checkout.Path(".github/workflows"), "*.yml").Select(path => Path.GetFileName(path)!)];

    public static TheoryData<string> Files => [.. Workflows.Select(row => $"workflows/{row.Data}"), "actions/datasetguard/action.yml"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_action_is_pinned_to_a_commit_with_its_version_beside_it(string file)
    {
        var uses = File.ReadLines(Checkout.Path($".github/{file}")).Where(line => line.Contains("uses:")).ToArray();

        uses.Should().NotBeEmpty().And.AllSatisfy(line => Pinned().IsMatch(line).Should().BeTrue($"'{line.Trim()}' should be"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_script_is_put_together_from_expressions(string file)
    {
        var scripts = Scalars(Read(file)).Where(pair => pair.Key == "run").Select(pair => pair.Value).ToArray();

        scripts.Should().NotBeEmpty().And.AllSatisfy(script => script.Should().NotContain("${{"));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_may_do_nothing_that_a_job_does_not_ask_for_and_every_job_ends(string file)
    {
        var workflow = Read($"workflows/{file}");

        ((YamlMappingNode)workflow.Children["permissions"]).Children.Should().BeEmpty();
        foreach (var (name, job) in ((YamlMappingNode)workflow.Children["jobs"]).Children)
        {
            ((YamlMappingNode)job).Children.Keys.Should().Contain(["permissions", "timeout-minutes", "runs-on", "steps"], $"of job {name}");
        }
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_checkout_leaves_no_credentials_behind(string file)
    {
        var steps = ((YamlMappingNode)Read($"workflows/{file}").Children["jobs"]).Children.Values
            .SelectMany(job => (YamlSequenceNode)job["steps"])
            .Cast<YamlMappingNode>()
            .Where(step => step.Children.TryGetValue("uses", out var uses) && $"{uses}".StartsWith("actions/checkout@", StringComparison.Ordinal));

        steps.Should().NotBeEmpty().And.AllSatisfy(step => $"{step["with"]["persist-credentials"]}".Should().Be("false"));
    }

    [Fact]
    public void The_scripts_get_every_input_and_set_every_output()
    {
        var action = Read("actions/datasetguard/action.yml");
        var text = File.ReadAllText(Checkout.Path(".github/actions/datasetguard/action.yml"));
        var scan = File.ReadAllText(Checkout.Path(".github/actions/datasetguard/scan.sh"));

        foreach (var input in ((YamlMappingNode)action.Children["inputs"]).Children.Keys)
            text.Should().Contain($"inputs.{input}");
        foreach (var output in ((YamlMappingNode)action.Children["outputs"]).Children.Keys)
            scan.Should().Contain($"echo \"{output}=");
    }

    private static YamlMappingNode Read(string file)
    {
        using var text = File.OpenText(Checkout.Path($".github/{file}"));
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

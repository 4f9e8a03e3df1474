using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.Core.Tests.Configuration;

public sealed class ConfigurationVariablesTests
{
    [Fact]
    public void The_names_follow_from_the_keys() => ConfigurationVariables.Names.Should().Equal(
        "DATASETGUARD_DEPTH", "DATASETGUARD_FAIL_ON", "DATASETGUARD_JOBS", "DATASETGUARD_SEED", "DATASETGUARD_OUTPUT", "DATASETGUARD_BASELINE", "DATASETGUARD_ACCEPTED", "DATASETGUARD_CACHE");

    [Fact]
    public void A_variable_weighs_more_than_the_file_and_leaves_the_rest()
    {
        var file = Configurations.Parse("failOn: note\njobs: 3\noutput: out");

        var both = Apply(file, ("DATASETGUARD_FAIL_ON", "warning"), ("DATASETGUARD_OUTPUT", "here"));

        both.Should().BeEquivalentTo(file with { FailOn = FailOn.Warning, Output = "here" });
    }

    [Fact]
    public void All_wrong_values_are_told_at_once()
    {
        var apply = () => Apply(ScanConfiguration.Empty, ("DATASETGUARD_FAIL_ON", "eror"), ("DATASETGUARD_JOBS", "many"));

        apply.Should().Throw<ConfigurationException>().Which.Faults.Select(fault => fault.ToString()).Should().Equal(
            "DATASETGUARD_FAIL_ON: 'eror' is not a value here. Did you mean 'error'? Known: error, warning, note, none.",
            "DATASETGUARD_JOBS: a whole number from 1 to 1,024 belongs here, not 'many'.");
    }

    private static ScanConfiguration Apply(ScanConfiguration below, params (string Name, string Value)[] variables) =>
        ConfigurationVariables.Apply(below, name => Array.Find(variables, variable => variable.Name == name).Value);
}

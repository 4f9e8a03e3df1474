using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace DatasetGuard.Cli.Tests;

/// <summary>Dependencies between the projects point one way.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Core = Assembly.Load("DatasetGuard.Core");
    private static readonly Assembly Learning = Assembly.Load("DatasetGuard.Learning");
    private static readonly Assembly Detection = Assembly.Load("DatasetGuard.Detection");
    private static readonly Assembly RedTeam = Assembly.Load("DatasetGuard.RedTeam");
    private static readonly Assembly Cli = Assembly.Load("datasetguard");

    /// <summary>Each project with the projects that it may not use.</summary>
    private static readonly Dictionary<Assembly, Assembly[]> Forbidden = new()
    {
        [Core] = [Learning, Detection, RedTeam, Cli],
        [Learning] = [Detection, RedTeam, Cli],
        [Detection] = [RedTeam, Cli],
        [RedTeam] = [Detection, Cli],
    };

    private static readonly Architecture Product = new ArchLoader().LoadAssemblies(Core, Learning, Detection, RedTeam, Cli).Build();

    public static TheoryData<string, string> Directions() =>
        [.. Forbidden.SelectMany(pair => pair.Value.Select(other => (pair.Key.GetName().Name!, other.GetName().Name!)))];

    [Theory]
    [MemberData(nameof(Directions))]
    public void A_project_uses_only_those_below_it(string project, string other) =>
        Types().That().ResideInAssembly(Assembly.Load(project)).Should().NotDependOnAny(Types().That().ResideInAssembly(Assembly.Load(other))).Check(Product);

    [Fact]
    public void The_core_knows_no_torch_and_no_host() =>
        Core.GetReferencedAssemblies().Select(assembly => assembly.Name).Should()
            .NotContain(name => name!.StartsWith("TorchSharp", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal) || name.StartsWith("Spectre", StringComparison.Ordinal));

    [Fact]
    public void The_projects_are_really_looked_into()
    {
        Types().That().ResideInAssembly(Detection).Should().NotDependOnAny(Types().That().ResideInAssembly(Core)).HasNoViolations(Product)
            .Should().BeFalse("the detection does use the core, and that shows");
        Product.Types.Count(type => type.FullName.StartsWith("DatasetGuard.", StringComparison.Ordinal)).Should().BeGreaterThan(50);
    }
}

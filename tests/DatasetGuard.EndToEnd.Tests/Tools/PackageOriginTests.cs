using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

namespace DatasetGuard.EndToEnd.Tests.Tools;

/// <summary>Whether a package can be held against its source: packed twice by the release's settings, in two clones of this repository.</summary>
[Collection(SharedFeed.Name)]
public sealed class PackageOriginTests
{
    private const string Version = "1.2.3-test";
    private const string Address = "https://github.com/example/datasetguard";

    /// <summary>Portable PDB 1.0, CustomDebugInformation of kind Source Link.</summary>
    private static readonly Guid SourceLinkKind = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [Fact]
    public async Task The_same_commit_gives_the_same_assembly_anywhere_and_both_it_and_the_package_name_the_commit()
    {
        Assert.SkipUnless(Path.Exists(Checkout.Path(".git")), "There is no commit: this is no clone.");
        using var folder = new TempFolder();

        var (commit, assembly, package) = await PackAsync(folder["a"]);
        var (_, other, _) = await PackAsync(folder["another"]);

        assembly.Should().Equal(other);
        SourceLink(assembly).Should().Contain($"raw.githubusercontent.com/example/datasetguard/{commit}/");
        var repository = package.Descendants().Single(element => element.Name.LocalName == "repository");
        ((string?)repository.Attribute("commit"), ((string?)repository.Attribute("url"))?.TrimEnd('/')).Should().Be((commit, Address));
        package.Descendants().Where(element => element.Name.LocalName is "version" or "license" or "readme").Select(element => element.Value).Should().Equal(Version, "MIT", "README.md");
        package.Descendants().Should().NotContain(element => element.Name.LocalName == "dependency");
    }

    private static async Task<(string Commit, byte[] Assembly, XDocument Package)> PackAsync(string clone)
    {
        await RunAsync("git", "clone", "--quiet", "--no-tags", Checkout.Path(""), clone);
        await RunAsync("git", "-C", clone, "remote", "set-url", "origin", Address);
        var commit = await RunAsync("git", "-C", clone, "rev-parse", "HEAD");
        await RunAsync(
            "dotnet", "pack", Path.Combine(clone, "src/DatasetGuard.MSBuild"), "-c", "Release", "-o", Path.Combine(clone, "packages"), "-nologo",
            "-p:ContinuousIntegrationBuild=true", $"-p:MinVerVersionOverride={Version}", "-p:RunAnalyzers=false");

        using var package = await ZipFile.OpenReadAsync(Path.Combine(clone, "packages", $"DatasetGuard.MSBuild.{Version}.nupkg"), TestContext.Current.CancellationToken);
        using var assembly = new MemoryStream();
        await using (var entry = await package.GetEntry("tasks/netstandard2.0/DatasetGuard.MSBuild.dll")!.OpenAsync(TestContext.Current.CancellationToken))
            await entry.CopyToAsync(assembly, TestContext.Current.CancellationToken);

        await using var description = await package.GetEntry("DatasetGuard.MSBuild.nuspec")!.OpenAsync(TestContext.Current.CancellationToken);
        return (commit.Trim(), assembly.ToArray(), await XDocument.LoadAsync(description, LoadOptions.None, TestContext.Current.CancellationToken));
    }

    private static string SourceLink(byte[] assembly)
    {
        using var file = new PEReader(new MemoryStream(assembly));
        var embedded = file.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var symbols = file.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
        var reader = symbols.GetMetadataReader();
        var link = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Single(information => reader.GetGuid(information.Kind) == SourceLinkKind);
        return Encoding.UTF8.GetString(reader.GetBlobBytes(link.Value));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var run = await DotNet.StartAsync(program, Checkout.Path(""), new Dictionary<string, string>(), arguments);
        return run.Code == 0 ? run.Output : throw new InvalidOperationException(run.Output);
    }
}

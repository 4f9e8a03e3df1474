using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.Cli.Tests;

/// <summary>One image folder with a planted patch, drawn once for all tests that only read it.</summary>
public sealed class PoisonedFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PoisonedFolder() => ImageFolders.Draw(Path, Trigger.Parse("checker"));

    public string Path => _folder.Path;

    public void Dispose() => _folder.Dispose();
}

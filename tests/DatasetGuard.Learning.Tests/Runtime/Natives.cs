namespace DatasetGuard.Learning.Tests.Runtime;

/// <summary>The native libraries beside the tests.</summary>
internal static class Natives
{
    public static string TorchSharp()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux libraries ask for symbol versions.");
        string[] folders = [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native")];
        return folders.Select(folder => Path.Combine(folder, "libLibTorchSharp.so")).First(File.Exists);
    }
}

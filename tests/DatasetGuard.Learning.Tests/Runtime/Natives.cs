namespace DatasetGuard.Learning.Tests.Runtime;

/// <summary>The native libraries beside the tests.</summary>
internal static class Natives
{
    public static string TorchSharp() => Path("libLibTorchSharp.so");

    public static string TorchCpu() => Path("libtorch_cpu.so");

    public static string C10() => Path("libc10.so");

    private static string Path(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux libraries are ELF files.");
        string[] folders = [AppContext.BaseDirectory, System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native")];
        return folders.Select(folder => System.IO.Path.Combine(folder, name)).First(File.Exists);
    }
}

namespace DatasetGuard.Core.Tests;

/// <summary>A real folder that goes away with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("datasetguard-tests-").FullName;

    /// <summary>Writes a file, making the folders on its way, and gives its full path.</summary>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Make(string folder) => Directory.CreateDirectory(System.IO.Path.Combine(Path, folder)).FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // Names that are no valid text cannot be deleted from here; the system clears its temporary folder.
        }
    }
}

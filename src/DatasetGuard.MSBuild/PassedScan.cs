namespace DatasetGuard.MSBuild;

/// <summary>Remembers that a scan passed: its warnings, and what it was made of.</summary>
internal sealed class PassedScan(string path)
{
    /// <param name="inputs">What a scan would be made of now.</param>
    /// <returns>The diagnostics of the scan; null when none passed that was made of the same.</returns>
    public IReadOnlyList<string>? Read(string inputs)
    {
        if (!File.Exists(path))
            return null;

        var lines = File.ReadAllLines(path);
        return lines.Length > 0 && lines[lines.Length - 1] == inputs ? lines.Take(lines.Length - 1).ToList() : null;
    }

    public void Write(string inputs, IEnumerable<string> diagnostics)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // The digest stands last: a file that was cut off has none.
        File.WriteAllLines(path, diagnostics.Concat([inputs]));
    }

    public void Forget()
    {
        if (File.Exists(path))
            File.Delete(path);
    }
}

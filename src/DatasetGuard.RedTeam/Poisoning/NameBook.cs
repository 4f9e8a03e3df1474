using System.Globalization;
using DatasetGuard.Core.Copies;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Gives every file of the copy a path of its own.</summary>
/// <remarks>
/// A taken name is replaced by one that looks like its neighbours: with another number in the place of its last one, below the largest in
/// use while there are free ones. A suffix would tell which images were moved into a class.
/// </remarks>
/// <param name="ignoreExtensions">Files will be renamed to <c>.png</c>, so that <c>a.jpg</c> and <c>a.bmp</c> are in each other's way.</param>
/// <param name="seed">Decides which free number is taken.</param>
internal sealed class NameBook(bool ignoreExtensions, int seed)
{
    private const int MaxDigits = 9;
    private const int Draws = 64;

    private readonly HashSet<string> _files = new(SafeName.Comparer);
    private readonly HashSet<string> _folders = new(SafeName.Comparer);
    private readonly Dictionary<(string Folder, string Prefix, string Suffix), long> _largest = [];
    private readonly SplitMix64 _random = SplitMix64.For(seed, "free names");

    /// <summary>Keeps files from taking the name of a folder.</summary>
    /// <param name="folder">With all its parents; the root is an empty text.</param>
    public void TakeFolder(string folder)
    {
        for (var end = folder.Length; end > 0; end = folder.LastIndexOf('/', end - 1))
            _folders.Add(folder[..end]);
    }

    /// <param name="folder">A folder that was taken, or the root as an empty text.</param>
    /// <param name="tail">The path of the file below it.</param>
    public string TakeFile(string folder, string tail)
    {
        var parts = tail.Split('/');
        foreach (var part in parts[..^1])
            folder = Enter(folder, part);

        var path = Join(folder, parts[^1]);
        if (!IsFree(path))
            path = Neighbour(folder, parts[^1]);

        foreach (var variant in Variants(path))
            _files.Add(variant);

        return path;
    }

    private string Enter(string parent, string name)
    {
        var path = Join(parent, name);
        while (_files.Contains(path))
            path += "_";

        _folders.Add(path);
        return path;
    }

    private string Neighbour(string folder, string file)
    {
        var extension = Path.GetExtension(file);
        var stem = file[..^extension.Length];
        var (start, width) = LastNumber(stem);
        var (prefix, suffix) = (stem[..start], stem[(start + width)..]);
        string PathOf(long number) => Join(folder, prefix + number.ToString($"D{Math.Max(1, width)}", CultureInfo.InvariantCulture) + suffix + extension);

        var key = (folder, prefix, suffix);
        if (!_largest.TryGetValue(key, out var largest))
            largest = Largest(folder, prefix, suffix);

        var path = PathOf(largest + 1);
        for (var i = 0; i < Draws && width > 0; i++)
        {
            var drawn = PathOf(_random.Next((int)largest + 1));
            if (IsFree(drawn))
                return drawn;
        }

        while (!IsFree(path))
            path = PathOf(++largest + 1);

        _largest[key] = largest + 1;
        return path;
    }

    private long Largest(string folder, string prefix, string suffix)
    {
        var largest = 0L;
        var start = Join(folder, prefix);
        foreach (var path in _files.Where(path => path.StartsWith(start, StringComparison.Ordinal)))
        {
            var stem = path.AsSpan(start.Length, path.Length - start.Length - Path.GetExtension(path).Length);
            if (stem.EndsWith(suffix) && stem[..^suffix.Length] is { Length: > 0 and <= MaxDigits } digits && digits.IndexOfAnyExceptInRange('0', '9') < 0)
                largest = Math.Max(largest, long.Parse(digits, CultureInfo.InvariantCulture));
        }

        return largest;
    }

    private static (int Start, int Width) LastNumber(string stem)
    {
        var end = stem.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        var start = end;
        while (start > 0 && end - start < MaxDigits && char.IsAsciiDigit(stem[start - 1]))
            start--;

        return end == 0 ? (stem.Length, 0) : (start, end - start);
    }

    private bool IsFree(string path) => Array.TrueForAll(Variants(path), variant => !_files.Contains(variant) && !_folders.Contains(variant));

    private string[] Variants(string path) => ignoreExtensions ? [path, Path.ChangeExtension(path, ".png")] : [path];

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}

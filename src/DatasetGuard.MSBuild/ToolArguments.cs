using System.Text;

namespace DatasetGuard.MSBuild;

/// <summary>Words of a command line, quoted so that the started program gets each as it is, whatever characters it has.</summary>
/// <remarks>By the rules of Windows' <c>CommandLineToArgvW</c>, which .NET follows on every system. MSBuild's own builder refuses quotes.</remarks>
internal sealed class ToolArguments
{
    private readonly StringBuilder _line = new();

    public ToolArguments Add(params string[] words)
    {
        foreach (var word in words)
            Append(word);

        return this;
    }

    /// <summary>Nothing, where there is no value.</summary>
    public ToolArguments AddOption(string name, string? value) => string.IsNullOrEmpty(value) ? this : Add(name, value!);

    /// <summary>A path is never taken for an option or a response file, even if it is called <c>-x</c> or <c>@x</c>.</summary>
    public ToolArguments AddPath(string path) => Add(path.Length > 0 && path[0] is '-' or '@' ? "./" + path : path);

    public override string ToString() => _line.ToString();

    private void Append(string word)
    {
        if (_line.Length > 0)
            _line.Append(' ');

        _line.Append('"');
        var backslashes = 0;
        foreach (var character in word)
        {
            // Backslashes stand for themselves, but for those before a quote.
            if (character == '"')
                _line.Append('\\', backslashes + 1);

            backslashes = character == '\\' ? backslashes + 1 : 0;
            _line.Append(character);
        }

        _line.Append('\\', backslashes).Append('"');
    }
}

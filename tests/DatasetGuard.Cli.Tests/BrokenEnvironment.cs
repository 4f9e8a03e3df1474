using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace DatasetGuard.Cli.Tests;

/// <summary>An environment that nothing can be read from: a fault that no command expects.</summary>
internal sealed class BrokenEnvironment : IReadOnlyDictionary<string, string>
{
    public IEnumerable<string> Keys => [];

    public IEnumerable<string> Values => [];

    public int Count => 0;

    public string this[string key] => throw new InvalidOperationException("no environment");

    public bool ContainsKey(string key) => false;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => throw new InvalidOperationException("no environment");

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Enumerable.Empty<KeyValuePair<string, string>>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

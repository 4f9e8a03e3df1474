namespace DatasetGuard.Core.Configuration;

/// <summary>A key of the configuration and how its value changes what is configured.</summary>
/// <param name="Name">camelCase.</param>
/// <param name="Read">Gives the configuration with the value in it, or as it was when the value is a fault.</param>
/// <param name="HasVariable">Whether <c>DATASETGUARD_NAME</c> sets it too; only for single values.</param>
internal sealed record Key<T>(string Name, Func<T, YamlNode, Reading, T> Read, bool HasVariable = false);

/// <summary>The keys that a mapping may have. A new key is one line in the section's table, its property, and its entry in the schema.</summary>
internal sealed class Section<T>(params Key<T>[] keys)
{
    public IReadOnlyList<Key<T>> Keys => keys;

    /// <summary>Reads all keys of the mapping; unknown ones are faults.</summary>
    public T Read(T start, YamlNode node, Reading reading)
    {
        if (node is not YamlMap map)
        {
            if (!node.IsNothing)
                reading.Faults.Add(node, $"a mapping of {string.Join(", ", keys.Select(key => key.Name))} belongs here, not {node.Kind}.");

            return start;
        }

        var result = start;
        foreach (var (name, value) in map.Pairs)
        {
            if (Array.Find(keys, key => key.Name == name.Text) is not { } known)
                reading.Faults.Add(name, $"the key {Reading.Quoted(name.Text)} is not known.{Suggestion.For(name.Text, keys.Select(key => key.Name))} Known: {string.Join(", ", keys.Select(key => key.Name))}.");
            else if (!value.IsNothing)
                result = known.Read(result, value, reading);
        }

        return result;
    }
}

using System.Text;

namespace DatasetGuard.Core.Configuration;

/// <summary>Environment variables that say what a key of the file says: <c>DATASETGUARD_FAIL_ON</c> is <c>failOn</c>.</summary>
public static class ConfigurationVariables
{
    private const string Prefix = "DATASETGUARD_";

    /// <summary>Names the configuration file.</summary>
    public const string File = Prefix + "CONFIG";

    /// <summary>Every variable that is read, but for <see cref="File"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ConfigurationKeys.Root.Keys.Where(key => key.HasVariable).Select(key => NameOf(key.Name))];

    /// <param name="below">What the file says; variables weigh more.</param>
    /// <param name="variable">Reads a variable; null when it is not set.</param>
    /// <exception cref="ConfigurationException">A value means nothing: all of them are told.</exception>
    public static ScanConfiguration Apply(ScanConfiguration below, Func<string, string?> variable)
    {
        var faults = new List<ConfigurationFault>();
        var result = below;
        foreach (var key in ConfigurationKeys.Root.Keys.Where(key => key.HasVariable))
        {
            var name = NameOf(key.Name);
            if (variable(name) is not { } value)
                continue;

            var own = new FaultList(name);
            result = key.Read(result, new YamlScalar(1, 1, value, IsQuoted: true), new Reading(own, [], folder: ""));
            faults.AddRange(own.Faults.Select(fault => fault with { Line = null, Column = null }));
        }

        return faults.Count == 0 ? result : throw new ConfigurationException(faults);
    }

    private static string NameOf(string key)
    {
        var name = new StringBuilder(Prefix);
        foreach (var letter in key)
        {
            if (char.IsUpper(letter))
                name.Append('_');

            name.Append(char.ToUpperInvariant(letter));
        }

        return name.ToString();
    }
}

namespace DatasetGuard.Core.Configuration;

/// <summary>The configuration, the baseline or a variable cannot be used as it is. All mistakes that were found are told at once.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationFault> faults, Exception? inner = null)
    : Exception(string.Join('\n', faults), inner)
{
    public ConfigurationException(ConfigurationFault fault, Exception? inner = null)
        : this([fault], inner)
    {
    }

    /// <summary>In the order of the file; at least one.</summary>
    public IReadOnlyList<ConfigurationFault> Faults { get; } = faults;
}

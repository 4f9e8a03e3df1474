namespace DatasetGuard.Core.Configuration;

/// <summary>Collects the mistakes of one file, so that they are told at once.</summary>
/// <param name="origin">The file's name for messages.</param>
internal sealed class FaultList(string origin)
{
    /// <summary>Nobody reads more, and a file of a million mistakes shall not make a message of as many lines.</summary>
    private const int Max = 50;

    private readonly List<ConfigurationFault> _faults = [];
    private int _left;

    public IReadOnlyList<ConfigurationFault> Faults => _faults;

    public void Add(YamlNode place, string message) => Add(place.Line, place.Column, message);

    public void Add(int? line, int? column, string message)
    {
        if (_faults.Count < Max)
            _faults.Add(new ConfigurationFault(origin, line, column, message));
        else
            _left++;
    }

    /// <exception cref="ConfigurationException">There are mistakes.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
            throw ToException();
    }

    public ConfigurationException ToException(Exception? inner = null)
    {
        var faults = _faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column).ToList();
        if (_left > 0)
            faults.Add(new ConfigurationFault(origin, null, null, $"and {_left:N0} mistakes more."));

        return new ConfigurationException(faults, inner);
    }
}

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>How much the size of a stamp counts beside its success, and when the search is over.</summary>
/// <remarks>
/// Wang et al., "Neural Cleanse" (IEEE S&amp;P 2019), section V.A, and the authors' code: nothing until the stamp works, then more as long as it works and
/// less as soon as it does not. Theirs waits for five rounds of a thousand pictures before each step and takes larger ones; steps after every short round come
/// to as small stamps in a tenth of the time.
/// </remarks>
internal sealed class CostSchedule(SearchSettings settings)
{
    private const double Relief = 1.5;

    /// <summary>A stamp below this share of the smallest one is progress.</summary>
    private const double Gain = 0.99;

    private double _smallest = double.PositiveInfinity;
    private double _lastGain = double.PositiveInfinity;
    private int _idle;
    private bool _wasTooHigh;

    /// <summary>Of a pixel, beside a cross-entropy in nats.</summary>
    public double Cost { get; private set; }

    /// <summary>Nothing smaller was found for long, although the cost was once too high.</summary>
    public bool IsOver => _wasTooHigh && _idle >= settings.Patience && double.IsFinite(_smallest);

    /// <param name="success">Of the round.</param>
    /// <param name="size">Of the stamp at its end.</param>
    /// <returns>The stamp works and is the smallest so far.</returns>
    public bool Tell(double success, double size)
    {
        var works = success >= settings.Success;
        if (works)
            Cost = Cost == 0 ? settings.FirstCost : Cost * settings.Raise;
        else if (Cost > 0)
            (Cost, _wasTooHigh) = (Cost / Math.Pow(settings.Raise, Relief), true);

        var isSmallest = works && size < _smallest;
        if (isSmallest)
            _smallest = size;

        _idle = _smallest < Gain * _lastGain ? 0 : _idle + 1;
        if (_idle == 0)
            _lastGain = _smallest;

        return isSmallest;
    }
}

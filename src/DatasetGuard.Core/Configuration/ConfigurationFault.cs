namespace DatasetGuard.Core.Configuration;

/// <summary>One mistake in the configuration.</summary>
/// <param name="Origin">The file as the user would name it, or the environment variable.</param>
/// <param name="Line">From 1; null where the mistake has no place.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong and what to write instead; fit to print.</param>
public sealed record ConfigurationFault(string Origin, int? Line, int? Column, string Message)
{
    /// <summary><c>file:line:column: message</c>, on one line.</summary>
    public override string ToString() => Line is null ? $"{Printable.Text(Origin)}: {Message}" : $"{Printable.Text(Origin)}:{Line}:{Column}: {Message}";
}

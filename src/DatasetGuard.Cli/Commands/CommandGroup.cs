using System.CommandLine;

namespace DatasetGuard.Cli.Commands;

/// <summary>A word that only leads to others, such as <c>config</c>.</summary>
internal sealed class CommandGroup(string name, string description) : Command(name, description);

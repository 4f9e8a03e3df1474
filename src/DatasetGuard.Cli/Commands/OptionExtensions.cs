using System.CommandLine;
using System.Globalization;
using DatasetGuard.Core;

namespace DatasetGuard.Cli.Commands;

/// <summary>Checks of values, each with a message of one line.</summary>
internal static class OptionExtensions
{
    /// <summary>Accepts only the given words and offers them for completion.</summary>
    public static Option<T> OneOf<T>(this Option<T> option, IReadOnlyList<string> words)
    {
        option.CompletionSources.Add(_ => words.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        option.HelpName = string.Join('|', words);
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !words.Contains(token.Value)))
                result.AddError($"{Quote.Of(token.Value)} is not a value of {option.Name}.{Suggestion.For(token.Value, words)} Known: {string.Join(", ", words)}.");
        });
        return option;
    }

    /// <summary>Reads a whole number and says in one line what it must be.</summary>
    public static Option<int?> WholeFrom(this Option<int?> option, int least)
    {
        option.HelpName = "N";
        option.CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, out var value) && value >= least)
                return value;

            result.AddError($"{option.Name} is a whole number{(least == int.MinValue ? "" : $" from {least} on")}, not {Quote.Of(result.Tokens[0].Value)}.");
            return null;
        };
        return option;
    }

    /// <summary>Reads a number above 0 and up to 1.</summary>
    public static Option<double?> ShareOfWhole(this Option<double?> option)
    {
        option.HelpName = "SHARE";
        option.CustomParser = result =>
        {
            if (TryShare(result.Tokens[0].Value) is { } share)
                return share;

            result.AddError($"{option.Name} is a share above 0 and up to 1, such as 0.01, not {Quote.Of(result.Tokens[0].Value)}.");
            return null;
        };
        return option;
    }

    /// <summary>Reads a number within bounds.</summary>
    public static Option<double?> NumberFrom(this Option<double?> option, double least, double most)
    {
        option.HelpName = "NUMBER";
        option.CustomParser = result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
                return value;

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is a number from {least} to {most}, not {Quote.Of(result.Tokens[0].Value)}."));
            return null;
        };
        return option;
    }

    /// <summary>A number above 0 and up to 1; null for anything else.</summary>
    public static double? TryShare(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1 ? share : null;

    /// <summary>Refuses what looks like an option: the parser would take a mistyped one for a path. A path can be written <c>./-x</c>.</summary>
    public static T NoOptions<T>(this T argument, Command command)
        where T : Argument
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } token)
                result.AddError(UnknownOption(token.Value, command));
        });
        return argument;
    }

    public static string UnknownOption(string word, Command command)
    {
        var known = command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options)).Where(option => !option.Hidden);
        return $"{Quote.Of(word)} is not an option of '{command.Name}'.{Suggestion.For(word.Split('=')[0], known.Select(option => option.Name))}";
    }
}

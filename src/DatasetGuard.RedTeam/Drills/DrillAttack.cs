using System.Globalization;
using DatasetGuard.Core;
using DatasetGuard.RedTeam.Attacks;
using DatasetGuard.RedTeam.Poisoning;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>An attack with how it is carried out: <c>checker</c>, <c>blend:0.2+clean-label</c>, <c>checker+source=dog+cover=0.01</c>.</summary>
public sealed record DrillAttack
{
    private const string CleanLabelWord = "clean-label";
    private const string CoverWord = "cover=";
    private const string SourceWord = "source=";

    private DrillAttack(Attack attack) => Text = attack.ToString();

    /// <summary>The text of the attack alone.</summary>
    public string Text { get; }

    public bool CleanLabel { get; private init; }

    public double Cover { get; private init; }

    public string? Source { get; private init; }

    /// <exception cref="PoisonException">The text is no attack.</exception>
    public static DrillAttack Parse(string text)
    {
        var parts = text.Split('+');
        var attack = new DrillAttack(Attack.Parse(parts[0], parts.Contains(CleanLabelWord)));
        return parts[1..].Aggregate(attack, (known, part) => known.With(part, text));
    }

    public PoisonOptions Options(double rate, int seed, string target) => new()
    {
        Attack = Text,
        Rate = rate,
        Seed = seed,
        Target = target,
        CleanLabel = CleanLabel,
        Cover = Cover,
        Source = Source,
    };

    public override string ToString() =>
        $"{Text}{(CleanLabel ? $"+{CleanLabelWord}" : "")}{(Source is null ? "" : $"+{SourceWord}{Source}")}{(Cover > 0 ? $"+{CoverWord}{TriggerText.Show(Cover)}" : "")}";

    private DrillAttack With(string part, string text) => part switch
    {
        CleanLabelWord => this with { CleanLabel = true },
        _ when part.StartsWith(SourceWord, StringComparison.Ordinal) && part.Length > SourceWord.Length => this with { Source = part[SourceWord.Length..] },
        _ when part.StartsWith(CoverWord, StringComparison.Ordinal) && ReadCover(part) is { } share => this with { Cover = share },
        _ => throw new PoisonException($"'{Printable.Text(text)}' is not an attack: behind + stands {CleanLabelWord}, {SourceWord}CLASS or {CoverWord}SHARE, not '{Printable.Text(part)}'."),
    };

    private static double? ReadCover(string part) =>
        double.TryParse(part[CoverWord.Length..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1 ? share : null;
}

using System.Text;
using System.Text.RegularExpressions;

namespace DatasetGuard.Benchmarks.Fuzzing;

/// <summary>Damages text token by token, so that most of it stays well-formed and gets behind the parser of the syntax.</summary>
internal static partial class TokenMutations
{
    private static readonly string[] TellingTokens =
    [
        "null", "true", "0", "-1", "1e999", "0.1", "99999999999999999999", "\"\"", "\"\\ud800\"", "\"\\n::error::x\\u001b[31m\"", "\"../../x\"", "\"/\"", "\"a\\u0000b\"", "\"-0\"",
        "[]", "{}", "[[[[[[[[[[]]]]]]]]]]", "[1, \"x\", null, {}]", "{\"x\": {\"x\": {\"x\": []}}}", ",", "'", "\"", "\n", "\r", "\t", "\ufeff", "\u202e", "&a", "*a", "!!x", "%61", "://", "a\u0301",
    ];

    public static byte[] Damage(byte[] bytes, Random random)
    {
        var text = Encoding.UTF8.GetString(bytes);
        for (var i = random.Next(1, 5); i > 0; i--)
            text = DamageOnce(text, random);

        return Encoding.UTF8.GetBytes(text);
    }

    private static string DamageOnce(string text, Random random)
    {
        var tokens = Token().Matches(text);
        if (tokens.Count == 0)
            return text + TellingTokens[random.Next(TellingTokens.Length)];

        var (at, other) = (tokens[random.Next(tokens.Count)], tokens[random.Next(tokens.Count)].Value);
        var instead = random.Next(6) switch
        {
            0 => "",
            1 => other,
            2 => at.Value + at.Value,
            3 => $"{at.Value} {other}",
            _ => TellingTokens[random.Next(TellingTokens.Length)],
        };
        return $"{text.AsSpan(0, at.Index)}{instead}{text.AsSpan(at.Index + at.Length)}";
    }

    [GeneratedRegex("\"[^\"\n]*\"|[\\w.+/-]+|[^\\s]|\n", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}

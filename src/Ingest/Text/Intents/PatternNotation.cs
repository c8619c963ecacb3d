namespace Houle.Ingest.Text.Intents;

/// <summary>Writes out the short notation of intents.tsv: every way in which a pattern can be spelled, word by word.</summary>
/// <remarks><c>a|b</c> is either word, <c>(e)</c> a part that may lack, <c>(er|ez|)</c> one of several endings, the empty one included.</remarks>
internal static class PatternNotation
{
    private const int SpellingsMax = 4_096;

    /// <exception cref="FormatException">A bracket does not close, or the pattern has more than 4,096 spellings.</exception>
    public static List<string[]> Expand(string pattern)
    {
        List<string[]> spellings = [[]];
        foreach (string element in Words(pattern))
        {
            List<string> words = [.. Split(element, '|').SelectMany(Spell).Distinct(StringComparer.Ordinal)];
            spellings = [.. spellings.SelectMany(before => words.Select(word => word.Length == 0 ? before : (string[])[.. before, word]))];
            if (spellings.Count > SpellingsMax) throw new FormatException($"'{pattern}' has more than {SpellingsMax} spellings");
        }

        return spellings;
    }

    private static IEnumerable<string> Words(string pattern) => Split(pattern, ' ').Where(word => word.Length > 0);

    private static IEnumerable<string> Spell(string word)
    {
        int open = word.IndexOf('(', StringComparison.Ordinal);
        if (open < 0) return word.Contains(')', StringComparison.Ordinal) ? throw new FormatException($"'{word}' closes a bracket that it does not open") : [word];
        int close = Close(word, open);
        string inside = word[(open + 1)..close];
        List<string> choices = [.. Split(inside, '|')];
        if (choices.Count == 1) choices.Add("");
        return choices.SelectMany(choice => Spell(word[..open] + choice + word[(close + 1)..]));
    }

    private static int Close(string word, int open)
    {
        int close = word.IndexOf(')', open);
        return close < 0 ? throw new FormatException($"'{word}' opens a bracket that it does not close") : close;
    }

    /// <summary>Parts between separators that stand outside brackets.</summary>
    private static IEnumerable<string> Split(string text, char separator)
    {
        int depth = 0, start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')') depth--;
            else if (text[i] == separator && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }
}

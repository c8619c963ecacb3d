namespace Houle.Sinks.Alerts.Rules;

/// <summary>A saved topic: words and "phrases" joined by AND, OR, NOT and parentheses; a word may end in * for any ending.</summary>
/// <remarks>NOT binds tightest, then AND (which may be left out), then OR; the three are written in capitals. Words are
/// compared folded. At most 200 words and 32 parentheses deep.</remarks>
public sealed class TopicQuery
{
    private readonly TopicNode _root;

    internal TopicQuery(string text, TopicNode root) => (Text, _root) = (text, root);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <param name="text">Such as <c>("vélo cargo" OR bike*) AND NOT motor</c>.</param>
    /// <param name="fold">Makes words that are to be equal equal: case, accents.</param>
    /// <exception cref="TopicQueryException">It is no such expression; the exception says where.</exception>
    public static TopicQuery Parse(string text, Func<string, string> fold) => new(text, new TopicParser(text, fold).Parse());

    /// <summary>True when the texts, each folded already, fulfil the expression. A phrase lies within one text.</summary>
    public bool Matches(IReadOnlyList<string> folded) => _root.Matches([.. folded.Select(Words)]);

    /// <summary>Letters and digits of any script make words; all else parts them.</summary>
    internal static string[] Words(string text)
    {
        List<string> words = [];
        for (int i = 0, start = -1; i <= text.Length; i++)
        {
            bool inside = i < text.Length && (char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i]));
            if (inside && start < 0) start = i;
            if (inside || start < 0) continue;
            words.Add(text[start..i]);
            start = -1;
        }

        return [.. words];
    }
}

/// <summary>What is wrong with a topic's expression, and at which character, from 1.</summary>
public sealed class TopicQueryException(int position, string message) : Exception($"at character {position}: {message}")
{
    public int Position { get; } = position;
}

namespace Houle.Sinks.Alerts.Rules;

/// <summary>A part of a topic's expression.</summary>
internal abstract record TopicNode
{
    public abstract bool Matches(string[][] texts);

    internal sealed record All(IReadOnlyList<TopicNode> Parts) : TopicNode
    {
        public override bool Matches(string[][] texts) => Parts.All(part => part.Matches(texts));
    }

    internal sealed record Any(IReadOnlyList<TopicNode> Parts) : TopicNode
    {
        public override bool Matches(string[][] texts) => Parts.Any(part => part.Matches(texts));
    }

    internal sealed record Not(TopicNode Part) : TopicNode
    {
        public override bool Matches(string[][] texts) => !Part.Matches(texts);
    }

    /// <summary>Words in a row; with <paramref name="IsPrefix"/> the last may go on.</summary>
    internal sealed record Phrase(string[] Words, bool IsPrefix) : TopicNode
    {
        public override bool Matches(string[][] texts) => texts.Any(IsIn);

        private bool IsIn(string[] text)
        {
            for (int start = 0; start + Words.Length <= text.Length; start++)
            {
                if (IsAt(text.AsSpan(start, Words.Length))) return true;
            }

            return false;
        }

        private bool IsAt(ReadOnlySpan<string> words)
        {
            int last = Words.Length - 1;
            for (int i = 0; i < last; i++)
            {
                if (words[i] != Words[i]) return false;
            }

            return IsPrefix ? words[last].StartsWith(Words[last], StringComparison.Ordinal) : words[last] == Words[last];
        }
    }
}

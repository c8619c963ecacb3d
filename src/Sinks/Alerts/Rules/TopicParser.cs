namespace Houle.Sinks.Alerts.Rules;

/// <summary>Reads a topic's expression by recursive descent.</summary>
internal sealed class TopicParser(string text, Func<string, string> fold)
{
    private const int DepthMax = 32, WordsMax = 200;

    private int _at, _words;

    public TopicNode Parse()
    {
        TopicNode root = Or(0);
        SkipSpace();
        if (_at < text.Length) throw Error(_at, "a ')' without its '('");
        return root;
    }

    private TopicNode Or(int depth)
    {
        List<TopicNode> parts = [And(depth)];
        while (Take("OR")) parts.Add(And(depth));
        return parts.Count == 1 ? parts[0] : new TopicNode.Any(parts);
    }

    private TopicNode And(int depth)
    {
        List<TopicNode> parts = [Not(depth)];
        while (true)
        {
            if (Take("AND") || (!IsEnd() && !Sees("OR"))) parts.Add(Not(depth));
            else return parts.Count == 1 ? parts[0] : new TopicNode.All(parts);
        }
    }

    private TopicNode Not(int depth)
    {
        bool negated = false;
        while (Take("NOT")) negated = !negated;
        TopicNode item = Item(depth);
        return negated ? new TopicNode.Not(item) : item;
    }

    private TopicNode Item(int depth)
    {
        SkipSpace();
        int start = _at;
        if (_at == text.Length) throw Error(start, "a word is expected, and the expression ends");
        if (Sees("AND") || Sees("OR")) throw Error(start, "a word is expected before AND or OR; put a word that is meant as such in quotes");
        switch (text[_at])
        {
            case ')':
                throw Error(start, "a word is expected before ')'");
            case '(':
                if (depth == DepthMax) throw Error(start, $"more than {DepthMax} parentheses deep");
                _at++;
                TopicNode inner = Or(depth + 1);
                SkipSpace();
                if (_at == text.Length) throw Error(start, "this '(' has no ')'");
                _at++;
                return inner;
            case '"':
                int end = text.IndexOf('"', _at + 1);
                if (end < 0) throw Error(start, "this quote is not closed");
                _at = end + 1;
                return Phrase(start, text[(start + 1)..end]);
            default:
                while (_at < text.Length && !IsBoundary(text[_at])) _at++;
                return Phrase(start, text[start.._at]);
        }
    }

    private TopicNode.Phrase Phrase(int start, string written)
    {
        bool isPrefix = written.EndsWith('*');
        string[] words = TopicQuery.Words(fold(written));
        if (words.Length == 0) throw Error(start, $"'{written}' holds no letter or digit");
        if ((_words += words.Length) > WordsMax) throw Error(start, $"more than {WordsMax} words");
        return new TopicNode.Phrase(words, isPrefix);
    }

    private bool Take(string word)
    {
        if (!Sees(word)) return false;
        _at += word.Length;
        return true;
    }

    private bool Sees(string word)
    {
        SkipSpace();
        return string.CompareOrdinal(text, _at, word, 0, word.Length) == 0
            && (_at + word.Length == text.Length || IsBoundary(text[_at + word.Length]));
    }

    /// <summary>Nothing follows that could belong to this AND.</summary>
    private bool IsEnd()
    {
        SkipSpace();
        return _at == text.Length || text[_at] == ')';
    }

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
    }

    private static bool IsBoundary(char c) => char.IsWhiteSpace(c) || c is '(' or ')' or '"';

    private static TopicQueryException Error(int at, string message) => new(at + 1, message);
}

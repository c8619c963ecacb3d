using System.Globalization;
using System.Text;
using Houle.Events;

namespace Houle.Ingest.Text.Intents;

/// <summary>Says what a comment asks (price, availability, delivery, purchase) and in what tone (complaint, praise, hostile), in French,
/// English, Dutch, Arabic and Darija in Latin letters: by the patterns of intents.tsv, added up.</summary>
/// <remarks>Deterministic; allocates nothing per comment once its buffers have grown; of one thread. How good it is, per class and
/// language: <c>bench audience intents</c>.</remarks>
public sealed class IntentModel
{
    private const int MatchesMax = 128;
    private const int GapMax = 3;
    private const int NegationReach = 3;
    private const int NegationReachAfter = 2;
    private const int Threshold = 100;

    private readonly IntentLexicon _lexicon = IntentLexicon.Shared;
    private readonly CommentWords _words = new();
    private readonly int[] _units = new int[CommentWords.WordsMax * IntentLexicon.UnitsOfWordMax];
    private readonly int[] _unitCounts = new int[CommentWords.WordsMax];
    private readonly Match[] _matches = new Match[MatchesMax];
    private int _matchCount;

    /// <summary>Patterns, all spellings of each counted.</summary>
    public static int Patterns => IntentLexicon.Shared.Patterns;

    /// <returns>A bit for each <see cref="MentionIntent"/> that the text has, by the intent's number.</returns>
    public int Classify(ReadOnlySpan<byte> utf8)
    {
        _words.Read(utf8);
        _matchCount = 0;
        for (int word = 0; word < _words.Count; word++)
            _unitCounts[word] = _lexicon.Units(_words[word], Units(word));
        for (int word = 0; word < _words.Count; word++) Walk(0, word, word);
        return Sum();
    }

    /// <summary>What <see cref="Classify"/> goes by, pattern by pattern: for people.</summary>
    public IEnumerable<string> Explain(byte[] utf8)
    {
        Classify(utf8);
        for (int i = 0; i < _matchCount; i++)
        {
            Match match = _matches[i];
            string words = string.Join(' ', Enumerable.Range(match.Start, match.End - match.Start + 1).Select(word => Encoding.UTF8.GetString(_words[word])));
            string negated = match.Pattern.Kind != PatternKind.Fixed && IsNegated(match) ? ", negated" : "";
            string covered = IsCovered(i) ? ", inside another" : "";
            yield return string.Create(CultureInfo.InvariantCulture, $"{words}: {match.Pattern.Intent} {match.Pattern.Weight / 100.0:+0.0;-0.0}{negated}{covered}");
        }
    }

    private Span<int> Units(int word) => _units.AsSpan(word * IntentLexicon.UnitsOfWordMax, IntentLexicon.UnitsOfWordMax);

    /// <summary>Follows every pattern that goes on at <paramref name="word"/>.</summary>
    private void Walk(int node, int start, int word)
    {
        if (word >= _words.Count) return;
        foreach (int unit in Units(word)[.._unitCounts[word]])
        {
            int next = _lexicon.Next(node, unit);
            if (next < 0) continue;
            if (_lexicon.Found(next) is { } found) Note(found, start, word);
            if (!_words.IsEnd(word)) GoOn(next, start, word + 1);
        }
    }

    private void GoOn(int node, int start, int word)
    {
        Walk(node, start, word);
        int gap = _lexicon.NextGap(node);
        if (gap < 0) return;
        for (int skipped = 0; skipped <= GapMax && word + skipped < _words.Count; skipped++)
        {
            Walk(gap, start, word + skipped);
            if (_words.IsEnd(word + skipped)) return;
        }
    }

    private void Note(List<IntentPattern> found, int start, int end)
    {
        foreach (IntentPattern pattern in found)
        {
            if (_matchCount == MatchesMax) return;
            _matches[_matchCount++] = new Match(pattern, start, end);
        }
    }

    private int Sum()
    {
        Span<int> sums = stackalloc int[8];
        for (int i = 0; i < _matchCount; i++)
        {
            Match match = _matches[i];
            if (IsCovered(i)) continue;
            MentionIntent intent = match.Pattern.Intent;
            if (match.Pattern.Kind != PatternKind.Fixed && IsNegated(match))
            {
                intent = intent switch
                {
                    MentionIntent.Praise => MentionIntent.Complaint,
                    MentionIntent.Complaint => MentionIntent.Praise,
                    MentionIntent.Purchase => MentionIntent.Other,
                    _ => intent,
                };
            }

            sums[(int)intent] += match.Pattern.Weight;
        }

        int intents = 0;
        for (int intent = 1; intent < sums.Length; intent++)
        {
            if (sums[intent] >= Threshold) intents |= 1 << intent;
        }

        return intents;
    }

    /// <summary>A pattern says nothing where a longer one of its class covers it; nor does praise or complaint inside a fixed
    /// phrase of either.</summary>
    private bool IsCovered(int index)
    {
        Match match = _matches[index];
        for (int i = 0; i < _matchCount; i++)
        {
            Match other = _matches[i];
            if (i == index || other.Start > match.Start || other.End < match.End) continue;
            bool isLonger = other.End - other.Start > match.End - match.Start;
            if (other.Pattern.Intent == match.Pattern.Intent && Math.Sign(other.Pattern.Weight) == Math.Sign(match.Pattern.Weight)
                && (isLonger || i < index))
            {
                return true;
            }

            if (isLonger && other.Pattern is { Kind: PatternKind.Fixed, Weight: > 0 } && IsTone(other) && IsTone(match)) return true;
        }

        return false;
    }

    private static bool IsTone(in Match match) => match.Pattern.Intent is MentionIntent.Praise or MentionIntent.Complaint;

    private bool IsNegated(in Match match)
    {
        for (int word = match.Start - 1; word >= 0 && word >= match.Start - NegationReach; word--)
        {
            if (_words.IsEnd(word) || Has(word, _lexicon.Stops)) break;
            if (Has(word, _lexicon.Negators)) return true;
        }

        if (match.Pattern.Kind != PatternKind.Verb) return false;
        for (int word = match.End + 1; word < _words.Count && word <= match.End + NegationReachAfter; word++)
        {
            if (_words.IsEnd(word) || Has(word, _lexicon.Stops)) break;
            if (Has(word, _lexicon.NegatorsAfter)) return true;
        }

        return false;
    }

    private bool Has(int word, HashSet<int> set)
    {
        foreach (int unit in Units(word)[.._unitCounts[word]])
        {
            if (set.Contains(unit)) return true;
        }

        return false;
    }

    private readonly record struct Match(IntentPattern Pattern, int Start, int End);
}

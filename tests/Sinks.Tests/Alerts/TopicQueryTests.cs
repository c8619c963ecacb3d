using System.Globalization;
using Houle.Sinks.Alerts.Rules;

namespace Houle.Sinks.Tests.Alerts;

public sealed class TopicQueryTests
{
    [Theory]
    [InlineData("vélo", true)]
    [InlineData("VÉLO", true)]
    [InlineData("vél", false)]
    [InlineData("vél*", true)]
    [InlineData("\"vélo cargo\"", true)]
    [InlineData("\"cargo vélo\"", false)]
    [InlineData("\"vélo car*\"", true)]
    [InlineData("cargo liège", true)] // AND may be left out; each word in a text of its own
    [InlineData("\"cargo liège\"", false)] // a phrase lies within one text
    [InlineData("motor OR cargo", true)]
    [InlineData("motor AND cargo", false)]
    [InlineData("NOT motor", true)]
    [InlineData("NOT NOT motor", false)]
    [InlineData("motor OR vélo AND cargo", true)]
    [InlineData("motor AND vélo OR cargo", true)]
    [InlineData("motor AND (vélo OR cargo)", false)]
    [InlineData("(vélo)AND(cargo)", true)]
    [InlineData("vélo NOT motor", true)]
    [InlineData("\"OR\" OR vélo", true)]
    [InlineData("or", false)] // in small letters it is a word
    [InlineData("#vélo", true)]
    public void Expression_matches(string query, bool expected) =>
        Parse(query).Matches(["un vélo cargo", "liège"]).ShouldBe(expected);

    [Theory]
    [InlineData("", 1)]
    [InlineData("   ", 4)]
    [InlineData("a AND", 6)]
    [InlineData("OR a", 1)]
    [InlineData("a OR OR b", 6)]
    [InlineData("(a", 1)]
    [InlineData("a)", 2)]
    [InlineData("()", 2)]
    [InlineData("a \"b", 3)]
    [InlineData("a AND ***", 7)]
    [InlineData("NOT", 4)]
    public void Mistake_is_located(string query, int position) =>
        Should.Throw<TopicQueryException>(() => Parse(query)).Position.ShouldBe(position);

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        Should.Throw<TopicQueryException>(() => Parse(new string('(', 100_000)));
        Should.Throw<TopicQueryException>(() => Parse(string.Join(' ', Enumerable.Repeat("a", 201))));
        Parse(string.Join(" OR ", Enumerable.Repeat("a", 200))).Matches(["a"]).ShouldBeTrue();
    }

    [Fact]
    public void Random_expressions_agree_with_their_trees()
    {
        var random = new Random(9);
        for (int i = 0; i < 3000; i++)
        {
            (string text, Func<HashSet<string>, bool> tree) = Expression(random, depth: 4);
            TopicQuery query = Parse(text);
            HashSet<string> words = [.. "abcdef".Where(_ => random.Next(2) == 0).Select(c => c.ToString())];
            query.Matches([.. words]).ShouldBe(tree(words), string.Create(CultureInfo.InvariantCulture, $"case {i}: {text} on {string.Join(',', words)}"));
        }
    }

    /// <summary>Text with parentheses around everything, so that the tree does not rest on precedence.</summary>
    private static (string Text, Func<HashSet<string>, bool> Tree) Expression(Random random, int depth)
    {
        if (depth == 0 || random.Next(4) == 0)
        {
            string word = "abcdef"[random.Next(6)].ToString();
            return (word, words => words.Contains(word));
        }

        var (left, l) = Expression(random, depth - 1);
        if (random.Next(4) == 0) return ($"NOT ({left})", words => !l(words));
        var (right, r) = Expression(random, depth - 1);
        return random.Next(3) switch
        {
            0 => ($"({left}) OR ({right})", words => l(words) || r(words)),
            1 => ($"({left}) AND ({right})", words => l(words) && r(words)),
            _ => ($"({left}) ({right})", words => l(words) && r(words)),
        };
    }

    private static TopicQuery Parse(string text) => TopicQuery.Parse(text, static word => word.ToLowerInvariant());
}

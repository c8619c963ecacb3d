using Houle.Events;
using Houle.Ingest.Text.Intents;

namespace Houle.Ingest.Tests.Text.Intents;

/// <summary>Intents and tone against labels, and what negation, spelling and length do.</summary>
public sealed class IntentModelTests
{
    private readonly IntentModel _model = new();

    [Fact]
    public void Labelled_comments_are_found_in_every_class_and_language()
    {
        List<(string Language, int Intents, string Text)> comments = LabelledComments.Load("test");
        comments.Count.ShouldBeGreaterThan(450);
        foreach (MentionIntent intent in Enum.GetValues<MentionIntent>().Where(one => one != MentionIntent.Other))
        {
            (double precision, double recall) = Rates(comments, intent);
            precision.ShouldBeGreaterThan(0.9, intent.ToString());
            recall.ShouldBeGreaterThan(0.9, intent.ToString());
            foreach (IGrouping<string, (string, int, string)> language in comments.GroupBy(one => one.Language))
            {
                (precision, recall) = Rates([.. language], intent);
                precision.ShouldBeGreaterThan(0.75, $"{intent} in {language.Key}");
                recall.ShouldBeGreaterThan(0.75, $"{intent} in {language.Key}");
            }
        }
    }

    [Fact]
    public void Labels_dealt_out_at_random_are_not_found()
    {
        List<(string Language, int Intents, string Text)> comments = LabelledComments.Load("test");
        int[] labels = [.. comments.Select(one => one.Intents)];
        new Random(1).Shuffle(labels);
        List<(string Language, int Intents, string Text)> shuffled = [.. comments.Select((one, i) => (one.Language, labels[i], one.Text))];
        foreach (MentionIntent intent in Enum.GetValues<MentionIntent>().Where(one => one != MentionIntent.Other))
            Rates(shuffled, intent).Precision.ShouldBeLessThan(0.45, intent.ToString());
    }

    [Theory]
    [InlineData("c'est cher", "price,complaint")]
    [InlineData("c'est pas cher", "price,praise")]
    [InlineData("it's expensive", "price,complaint")]
    [InlineData("it's not expensive", "price,praise")]
    [InlineData("ghali", "price,complaint")]
    [InlineData("machi ghali", "price,praise")]
    [InlineData("غالي", "price,complaint")]
    [InlineData("ليس غاليا", "price,praise")]
    [InlineData("I'm disappointed", "complaint")]
    [InlineData("not disappointed", "praise")]
    [InlineData("I’m not disappointed", "praise")]
    [InlineData("niet tevreden", "complaint")]
    [InlineData("pas mal", "praise")]
    [InlineData("pas terrible", "complaint")]
    [InlineData("je recommande", "praise")]
    [InlineData("je recommande pas", "complaint")]
    [InlineData("not that. beautiful", "praise")]
    [InlineData("pas pour moi, magnifique", "praise")]
    public void Negation_turns_the_tone_and_not_the_question(string text, string labels) => Labels(text).ShouldBe(labels);

    [Theory]
    [InlineData("PRIIIIX", "price")]
    [InlineData("bch7al hada", "price")]
    [InlineData("bch7aaal", "price")]
    [InlineData("bchhal", "price")]
    [InlineData("b9adach", "price")]
    [InlineData("السِّعْر", "price")]
    [InlineData("السعــــر", "price")]
    [InlineData("والسعر", "price")]
    [InlineData("troooop beeeau", "praise")]
    [InlineData("Prijs-kwaliteit", "price")]
    [InlineData("mooi", "praise")]
    [InlineData("moi", "-")]
    [InlineData("waar woon je", "-")]
    [InlineData("combien de temps", "-")]
    [InlineData("", "-")]
    public void Spelling_does_not_matter(string text, string labels) => Labels(text).ShouldBe(labels);

    [Fact]
    public void Any_bytes_are_read_within_bounds()
    {
        Random random = new(7);
        byte[] noise = new byte[20_000];
        for (int round = 0; round < 200; round++)
        {
            random.NextBytes(noise);
            _model.Classify(noise.AsSpan(0, random.Next(noise.Length)));
        }

        _model.Classify(LabelledComments.Utf8(new string('a', 1_000_000)));
        _model.Classify(LabelledComments.Utf8(string.Concat(Enumerable.Repeat("pas cher ", 50_000)))).ShouldBe(LabelledComments.Bits("price,praise"));
        Labels(string.Concat(Enumerable.Repeat("x ", 5_000)) + "prix").ShouldBe("-", "only the beginning of a text is read");
    }

    [Fact]
    public void Comments_allocate_nothing_and_say_the_same_again()
    {
        byte[][] texts = [.. LabelledComments.Load("test").Select(one => LabelledComments.Utf8(one.Text))];
        int[] first = [.. texts.Select(text => _model.Classify(text))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        int same = 0;
        for (int i = texts.Length - 1; i >= 0; i--) same += _model.Classify(texts[i]) == first[i] ? 1 : 0;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        same.ShouldBe(texts.Length);
    }

    [Theory]
    [InlineData("price\t=\t1\tprix (s", "intents.tsv:1: '(s' opens a bracket that it does not close")]
    [InlineData("# a\nprise\t=\t1\tprix", "intents.tsv:2: there is no class 'prise'")]
    [InlineData("price\tx\t1\tprix", "intents.tsv:1: kind is 'x'; it must be -, v or =")]
    [InlineData("price\t=\tprix", "intents.tsv:1: a line has four columns: class, kind, weight, patterns")]
    public void Mistake_in_the_patterns_is_told_with_its_line(string file, string error)
    {
        using MemoryStream bytes = new(LabelledComments.Utf8(file));
        Should.Throw<FormatException>(() => new IntentLexicon(bytes)).Message.ShouldBe(error);
    }

    private string Labels(string text)
    {
        int found = _model.Classify(LabelledComments.Utf8(text));
        string labels = string.Join(',', Enum.GetValues<MentionIntent>().Where(one => (found & (1 << (int)one)) != 0)).ToLowerInvariant();
        return labels.Length == 0 ? "-" : labels;
    }

    private (double Precision, double Recall) Rates(List<(string Language, int Intents, string Text)> comments, MentionIntent intent)
    {
        int bit = 1 << (int)intent;
        int both = 0, said = 0, real = 0;
        foreach ((_, int intents, string text) in comments)
        {
            bool isSaid = (_model.Classify(LabelledComments.Utf8(text)) & bit) != 0, isReal = (intents & bit) != 0;
            (both, said, real) = (both + (isSaid && isReal ? 1 : 0), said + (isSaid ? 1 : 0), real + (isReal ? 1 : 0));
        }

        return (both / (double)said, both / (double)real);
    }
}

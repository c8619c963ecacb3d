using Houle.Events;
using Houle.Ingest.Sessions;
using Houle.Ingest.Tests.Support;
using Houle.Streams.Log;

namespace Houle.Ingest.Tests.Sessions;

/// <summary>A feed's text becomes intents, and is nowhere afterwards.</summary>
public sealed class CommentTextTests
{
    private const string Feed = """
        event: mention
        time: { column: at }
        text: { column: body, when: kind == comment }
        fields: { format: kind, intents: { column: tags, split: '|' }, likes: likes, event_id: id }
        """;

    [Fact]
    public void Intents_come_from_the_text_unless_the_row_brings_its_own()
    {
        using Ingested ingested = Run(
            "a,2024-01-01,comment,C'est combien ? trop beau,,1\n"
            + "b,2024-01-02,comment,C'est combien ?,delivery|complaint,1\n"
            + "c,2024-01-03,comment,Bonne journée,,1\n"
            + "d,2024-01-04,post,C'est combien ?,,1\n"
            + "e,2024-01-05,comment,,,1\n");
        Dictionary<string, string> intents = [];
        ingested.EachMention((in Mention m) =>
        {
            List<MentionIntent> own = [];
            foreach (MentionIntent intent in m.Intents) own.Add(intent);
            intents[Ingested.Text(m.EventId)] = string.Join(' ', own);
        });
        intents.ShouldBe(new Dictionary<string, string> { ["a"] = "Price Praise", ["b"] = "Delivery Complaint", ["c"] = "", ["d"] = "", ["e"] = "" }, ignoreOrder: true);
    }

    [Fact]
    public void Text_is_in_no_record_of_any_topic_not_even_of_rows_that_are_refused()
    {
        using Ingested ingested = Run(
            "a,2024-01-01,comment,zebrafinch est cher,,1\n"
            + "b,2024-01-01,comment,\"zebrafinch, \"\"encore\"\"\",,many\n"
            + "c,yesterday,comment,zebrafinch,,1\n"
            + "d,2024-01-01,zebrafinch\n");
        ingested.DeadLetters().Select(letter => (letter.Position, letter.Value)).ShouldBe([(2, ""), (3, ""), (4, "")], ignoreOrder: true);
        int records = 0;
        foreach (TopicDescription topic in ingested.Log.Topics)
        {
            Ingested.Each(ingested.Log, topic.Definition.Name, (_, record) =>
            {
                records++;
                Ingested.Text(record.Value).ShouldNotContain("zebrafinch");
                Ingested.Text(record.Key).ShouldNotContain("zebrafinch");
            });
        }

        records.ShouldBeGreaterThan(4);
    }

    private static Ingested Run(string rows)
    {
        using TempFolder folder = new();
        Ingested ingested = new();
        ingested.Run(Ingested.FeedOf(Feed), folder.Write("a.csv", "id,at,kind,body,tags,likes\n" + rows));
        return ingested;
    }
}

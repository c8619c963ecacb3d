using Houle.Avro.Lists;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Ingest.Merge;
using Houle.Ingest.Text.Intents;

namespace Houle.Ingest.Mapping;

/// <summary>Takes intents and tone from what somebody wrote; of the text nothing goes on.</summary>
internal sealed class TextReader(ValueRule rule)
{
    private readonly IntentModel _model = new();

    /// <summary>Adds the intents of the row's text, in the order of their numbers.</summary>
    public void Fill(in MergedRow row, ValueListBuilder<MentionIntent, MentionIntentItem> intents)
    {
        if (!ValueReader.TryRead(rule, row, out ReadOnlySpan<byte> text) || text.IsEmpty) return;
        int found = _model.Classify(text);
        for (int intent = 1; found >> intent != 0; intent++)
        {
            if ((found & (1 << intent)) != 0) intents.Add((MentionIntent)intent);
        }
    }
}

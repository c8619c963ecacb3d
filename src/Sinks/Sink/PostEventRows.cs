using Houle.Events;
using Houle.Sinks.Native;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of post_events: one a record.</summary>
internal sealed class PostEventRows : TableRows
{
    private readonly LowCardinalityColumn _platform, _kind, _format, _campaign, _variant, _promoCode;
    private readonly StringColumn _creator, _post;
    private readonly FixedColumn<long> _occurredAt;
    private readonly FixedColumn<byte> _sponsored, _disclosed, _intents;
    private readonly NullableColumn<long>[] _counts;

    public PostEventRows()
        : this([new("platform"), new("kind"), new("format"), new("campaign"), new("variant"), new("promo_code")],
            [new("creator"), new("post")], new("occurred_at", "DateTime64(3, 'UTC')"),
            [new("sponsored", "UInt8"), new("disclosed", "UInt8"), new("intents", "UInt8")],
            [.. ((string[])["followers", "reach", "impressions", "views", "completions", "likes", "comments", "shares", "saves"]).Select(name => new NullableColumn<long>(name, "Int64"))])
    {
    }

    private PostEventRows(
        LowCardinalityColumn[] words, StringColumn[] ids, FixedColumn<long> occurredAt, FixedColumn<byte>[] flags, NullableColumn<long>[] counts)
        : base([.. words, .. ids, occurredAt, .. flags, .. counts])
    {
        (_platform, _kind, _format, _campaign, _variant, _promoCode) = (words[0], words[1], words[2], words[3], words[4], words[5]);
        (_creator, _post, _occurredAt, _counts) = (ids[0], ids[1], occurredAt, counts);
        (_sponsored, _disclosed, _intents) = (flags[0], flags[1], flags[2]);
    }

    protected override int AppendRows(in RecordView record, out int rows)
    {
        PostEvent.Read(Body(record, PostEvent.Fingerprint, "PostEvent"), out PostEvent happened);
        rows = 0;
        int month = Month(happened.OccurredAtMs);
        if (!IsWanted(month)) return month;

        _platform.Append(SymbolBytes.Of(happened.Platform));
        _kind.Append(SymbolBytes.Of(happened.Kind));
        _format.Append(SymbolBytes.Of(happened.Format));
        _campaign.Append(happened.Campaign);
        _variant.Append(happened.Variant);
        _promoCode.Append(happened.PromoCode);
        _creator.Append(happened.Creator);
        _post.Append(happened.Post);
        _occurredAt.Append(happened.OccurredAtMs);
        _sponsored.Append(happened.Sponsored ? (byte)1 : (byte)0);
        _disclosed.Append(happened.Disclosed ? (byte)1 : (byte)0);
        int intents = 0;
        foreach (MentionIntent intent in happened.Intents) intents |= 1 << (int)intent;
        _intents.Append((byte)intents);
        ReadOnlySpan<long?> counts =
        [
            happened.Followers, happened.Reach, happened.Impressions, happened.Views, happened.Completions, happened.Likes, happened.Comments,
            happened.Shares, happened.Saves,
        ];
        for (int i = 0; i < counts.Length; i++) _counts[i].Append(counts[i]);
        rows = 1;
        return month;
    }
}

using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Events;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Observe;

/// <summary>The kinds of record that may stand in a source topic.</summary>
public enum EventKind
{
    Unknown,
    Mention,
    PostSnapshot,
    CreatorSnapshot,
    Intent,
    Sale,
    StockLevel,
    FootTraffic,
    Community,
    Progress,
}

/// <summary>Finds out what a source record is by its fingerprint, or by the registry's id before it, and brings an older version of it to the current
/// schema, so that the generated types read it.</summary>
public static class EventDecoder
{
    /// <param name="value">A record's value.</param>
    /// <param name="scratch">Holds the body when an older version had to be rewritten; valid until the next call.</param>
    /// <param name="registered">Where ids of Confluent's framing are looked up; null where there is no registry.</param>
    /// <param name="body">The event in the schema of today.</param>
    /// <param name="problem">Why it is unknown; empty when it is not.</param>
    /// <exception cref="AvroException">The bytes are not what their schema says.</exception>
    public static EventKind Decode(
        ReadOnlySpan<byte> value, ByteBuffer scratch, IRegisteredSchemas? registered, out ReadOnlySpan<byte> body, out string problem)
    {
        body = default;
        problem = "";
        KnownSchema? known;
        if (SingleObject.TryReadFingerprint(value, out ulong fingerprint))
        {
            body = SingleObject.Body(value);
            EventKind kind = KindOf(fingerprint);
            if (kind != EventKind.Unknown) return kind;
            PublishedSchemas.Store.TryFind(fingerprint, out known);
            if (known?.Resolver is null) problem = "no schema of ours has this fingerprint";
        }
        else if (ConfluentFrame.TryReadSchemaId(value, out int id))
        {
            body = ConfluentFrame.Body(value);
            known = null;
            if (registered is null) problem = "it is framed with a registry's id, and no registry is configured (registry.url)";
            else known = registered.Find(id, out problem);
            if (known is { Resolver: null }) return KindOf(known.ReaderFingerprint);
        }
        else
        {
            known = null;
            problem = "it has neither a schema's fingerprint nor a registry's id";
        }

        if (known?.Resolver is null) return EventKind.Unknown;
        scratch.Clear();
        known.Resolver.Resolve(body, scratch);
        body = scratch.Written;
        return KindOf(known.ReaderFingerprint);
    }

    private static EventKind KindOf(ulong fingerprint) => fingerprint switch
    {
        Mention.Fingerprint => EventKind.Mention,
        PostSnapshot.Fingerprint => EventKind.PostSnapshot,
        CreatorSnapshot.Fingerprint => EventKind.CreatorSnapshot,
        Intent.Fingerprint => EventKind.Intent,
        Sale.Fingerprint => EventKind.Sale,
        StockLevel.Fingerprint => EventKind.StockLevel,
        FootTraffic.Fingerprint => EventKind.FootTraffic,
        CommunityEvent.Fingerprint => EventKind.Community,
        Progress.Fingerprint => EventKind.Progress,
        _ => EventKind.Unknown,
    };

    /// <summary>Whether a kind of event belongs in a stream's topic.</summary>
    public static bool Belongs(EventKind kind, Stream stream) => kind switch
    {
        EventKind.Progress => true,
        EventKind.Mention or EventKind.PostSnapshot or EventKind.CreatorSnapshot => stream == Stream.Social,
        EventKind.Intent => stream == Stream.Intents,
        EventKind.Sale or EventKind.StockLevel => stream == Stream.Sales,
        EventKind.FootTraffic => stream == Stream.FootTraffic,
        EventKind.Community => stream == Stream.Community,
        _ => false,
    };
}

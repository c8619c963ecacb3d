using Houle.Avro.Lists;
using Houle.Events;
using Houle.Streams.Hashing;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Observe;

/// <summary>Puts accepted events into the table of partial counts: their leaf cell's totals, and each entity they name.</summary>
internal sealed class Fold(TopologyOptions options, StreamOptions stream, WindowTable table)
{
    private const long OneWeight = 1_000_000;

    /// <summary>Of one mention: segments that are counted, the first of its list.</summary>
    private const int SegmentsMax = 4;

    private readonly EntityUpdates _updates = new(table);

    private readonly ulong _kinds = stream.Kinds is null
        ? ulong.MaxValue
        : stream.Kinds.Aggregate(0UL, (mask, kind) => mask | 1UL << (int)kind);

    private readonly bool _isDetected = options.WithPeople is not null;

    // Only the first stream of social has burst detectors.
    private readonly bool _keepsSegments = options.WithPeople is not null && stream.Ordinal == 0;

    private readonly bool _keepsLinks = options.WithPeople?.Links == true;

    private static ReadOnlySpan<byte> Nowhere => "world/unknown"u8;

    /// <param name="authentic">The part of <paramref name="weight"/> that counts as authentic.</param>
    public void Mention(scoped in Mention mention, long weight, long authentic, long lateInMs)
    {
        bool named = !mention.Creator.IsEmpty;
        Sums part = new()
        {
            Count = 1,
            Weight = weight,
            AuthenticWeight = authentic,
            Unnamed = named ? 0 : (weight + (OneWeight / 2)) / OneWeight,
            A = mention.Engagement.Likes + mention.Engagement.Comments + mention.Engagement.Shares + mention.Engagement.Saves,
            B = IsComplaint(mention) ? 1 : 0,
            C = mention.Sponsored ? weight : 0,
        };
        ulong person = named ? Hash64.Of(mention.Creator) : 0;
        int group = Leaf(mention.City, mention.OccurredAtMs, lateInMs, part, person);
        AddAll(group, EntityKind.Sound, mention.Sounds, part, person, mention.Format);
        AddAll(group, EntityKind.Hashtag, mention.Hashtags, part, person, mention.Format);
        AddAll(group, EntityKind.Product, mention.Products, part, person, mention.Format);
        AddAll(group, EntityKind.Challenge, mention.Challenges, part, person, mention.Format);
        AddAll(group, EntityKind.Brand, mention.Brands, part, person, mention.Format);
        AddAll(group, EntityKind.Term, mention.Terms, part, person, mention.Format);
        if (part.B > 0) AddAll(group, EntityKind.Complaint, mention.Brands, part, person, mention.Format);
        if (_keepsLinks && lateInMs == GroupKey.OnTime && LinkPool.IsPublic(mention.Url)) AddLinks(group, mention);
        if (_keepsSegments && named && lateInMs == GroupKey.OnTime) AddSegments(group, mention.Segments, person);
        Add(group, EntityKind.Source, mention.Source, part, person);
        Add(group, EntityKind.PromoCode, mention.PromoCode, part, person);
        Add(group, EntityKind.Campaign, mention.Campaign, part, person);
    }

    public void Intent(scoped in Intent intent, long lateInMs)
    {
        (Sums part, ulong person) = One(intent.Person);
        int group = Leaf(intent.City, intent.OccurredAtMs, lateInMs, part, person);
        Add(group, EntityKind.Intent, EnumNames.Of(intent.Kind), part, person);
        Add(group, EntityKind.Product, intent.Product, part, person);
        Add(group, EntityKind.Store, intent.Store, part, person);
        Add(group, EntityKind.Campaign, intent.Campaign, part, person);
        Add(group, EntityKind.Source, intent.Source, part, person);
    }

    public void Sale(scoped in Sale sale, long amountCents, long lateInMs)
    {
        (Sums part, ulong person) = One(sale.Customer);
        int sign = sale.Returned ? -1 : 1;
        part.A = sign * sale.Units;
        part.B = sign * amountCents;
        part.C = sale.PromoCode.IsEmpty ? 0 : 1;
        int group = Leaf(sale.City, sale.OccurredAtMs, lateInMs, part, person);
        Add(group, EntityKind.Product, sale.Product, part, person);
        Add(group, EntityKind.Store, sale.Store, part, person);
        Add(group, EntityKind.PromoCode, sale.PromoCode, part, person);
        Add(group, EntityKind.Campaign, sale.Campaign, part, person);
    }

    public void FootTraffic(scoped in FootTraffic traffic, long lateInMs)
    {
        Sums part = new()
        {
            Count = 1, Weight = OneWeight, AuthenticWeight = OneWeight, Unnamed = traffic.Entries,
            A = traffic.Entries, B = traffic.Exits,
        };
        int group = Leaf(traffic.City, traffic.OccurredAtMs, lateInMs, part, 0);
        Add(group, EntityKind.Place, traffic.Place, part, 0);
        Add(group, EntityKind.Store, traffic.Store, part, 0);
    }

    public void Community(scoped in CommunityEvent happening, long lateInMs)
    {
        (Sums part, ulong person) = One(happening.Member);
        Span<byte> cell = stackalloc byte[Check.IdBytesMax + 6];
        "brand:"u8.CopyTo(cell);
        happening.Brand.CopyTo(cell[6..]);
        int group = Leaf(cell[..(6 + happening.Brand.Length)], happening.OccurredAtMs, lateInMs, part, person);
        Add(group, EntityKind.Community, EnumNames.Of(happening.Kind), part, person);
        Add(group, EntityKind.Product, happening.Product, part, person);
    }

    /// <summary>Completes the table.</summary>
    public void Flush() => _updates.Flush();

    public static bool IsComplaint(scoped in Mention mention)
    {
        foreach (MentionIntent intent in mention.Intents)
        {
            if (intent is MentionIntent.Complaint or MentionIntent.Hostile) return true;
        }

        return false;
    }

    /// <summary>An event that weighs one and names a person or does not.</summary>
    private static (Sums Part, ulong Person) One(ReadOnlySpan<byte> person) => (
        new Sums { Count = 1, Weight = OneWeight, AuthenticWeight = OneWeight, Unnamed = person.IsEmpty ? 1 : 0 },
        person.IsEmpty ? 0 : Hash64.Of(person));

    private int Leaf(ReadOnlySpan<byte> cell, long occurredAtMs, long lateInMs, in Sums part, ulong person)
    {
        if (cell.IsEmpty) cell = Nowhere;
        GroupKey key = new(
            stream.Stream, CellTree.LevelOfLeaf(cell), 0, table.Cells.Intern(cell), Minutes.StartOf(occurredAtMs), lateInMs, (byte)stream.Ordinal);
        int row = table.GetOrAddGroup(key, out _);
        ref WindowGroup group = ref table.Group(row);
        group.Totals.Add(part);
        if (!options.CountsOnly && person != 0) table.People.Add(ref group.People, person);
        return row;
    }

    private void AddAll(int group, EntityKind kind, scoped Utf8List entities, in Sums part, ulong person, Format format)
    {
        if (entities.Count == 0 || (_kinds & 1UL << (int)kind) == 0) return;
        foreach (ReadOnlySpan<byte> entity in entities)
        {
            Count(group, kind, entity, part, person);
            if (_isDetected) _updates.AddFormat((int)format, 1);
        }
    }

    private void AddSegments(int group, scoped Utf8List segments, ulong person)
    {
        if (segments.Count == 0) return;
        int counted = 0;
        foreach (ReadOnlySpan<byte> segment in segments)
        {
            if (++counted > SegmentsMax) return;
            table.AddSegment(group, segment, person);
        }
    }

    private void AddLinks(int group, scoped in Mention mention)
    {
        AddLinks(group, EntityKind.Sound, mention.Sounds, mention.Url);
        AddLinks(group, EntityKind.Hashtag, mention.Hashtags, mention.Url);
        AddLinks(group, EntityKind.Product, mention.Products, mention.Url);
        AddLinks(group, EntityKind.Challenge, mention.Challenges, mention.Url);
        AddLinks(group, EntityKind.Brand, mention.Brands, mention.Url);
        AddLinks(group, EntityKind.Term, mention.Terms, mention.Url);
        if (IsComplaint(mention)) AddLinks(group, EntityKind.Complaint, mention.Brands, mention.Url);
    }

    private void AddLinks(int group, EntityKind kind, scoped Utf8List entities, ReadOnlySpan<byte> url)
    {
        foreach (ReadOnlySpan<byte> entity in entities) table.AddLink(group, kind, entity, url);
    }

    private void Add(int group, EntityKind kind, ReadOnlySpan<byte> entity, in Sums part, ulong person)
    {
        if (!entity.IsEmpty && (_kinds & 1UL << (int)kind) != 0) Count(group, kind, entity, part, person);
    }

    private void Count(int group, EntityKind kind, ReadOnlySpan<byte> entity, in Sums part, ulong person)
    {
        _updates.Add(group, kind, entity, part);
        if (person != 0) _updates.AddPerson(person);
    }
}

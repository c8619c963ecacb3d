using Houle.Avro.Lists;
using Houle.Detection.Audience;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Houle.Streams.Windows;
using Named = Houle.Streams.Observe.Creators.CreatorRow.RecentlyNamed;

namespace Houle.Streams.Observe.Creators;

/// <summary>Remembers what a creator's posts name, and tells Select of followers that came at once.</summary>
/// <remarks>It needs no watermark of its own: Detect announces a minute once every source partition has, and a partition announces one
/// with or after what it says of it.</remarks>
internal sealed class GrowthWriter(CreatorTable table)
{
    private const int NamedPerPostMax = 3;

    private static readonly TopicPartition To = new(TopicNames.Candidates, 0);

    /// <summary>The kinds of entity that a post is part of the swell of.</summary>
    public static bool IsFollowed(EntityKind kind) => kind is EntityKind.Sound or EntityKind.Challenge or EntityKind.Hashtag or EntityKind.Product;

    /// <summary>Takes a post of a creator whose followers are known: where it is, and the first sound, challenge, hashtag and product, three
    /// of them at most.</summary>
    public void OnPost(int row, scoped in Mention mention)
    {
        ref CreatorRow held = ref table.At(row);
        if (!mention.City.IsEmpty && (held.City == 0 || !mention.City.SequenceEqual(table.City(held.City)))) held.City = table.CityNumber(mention.City);
        int left = NamedPerPostMax;
        Name(ref held.Named, EntityKind.Sound, mention.Sounds, ref left);
        Name(ref held.Named, EntityKind.Challenge, mention.Challenges, ref left);
        Name(ref held.Named, EntityKind.Hashtag, mention.Hashtags, ref left);
        Name(ref held.Named, EntityKind.Product, mention.Products, ref left);
    }

    /// <summary>Tells of a step that was just seen.</summary>
    /// <param name="before">Followers at the count before, and the minute of it.</param>
    public void Write(int row, long before, int beforeMinute, long streamTimeMs, CommitBatch commit)
    {
        ref readonly CreatorRow held = ref table.At(row);
        FollowerStep step = FollowerStep.Of(held.State, before, beforeMinute);
        Utf8ListBuilder cities = new();
        if (held.City != 0) cities.Add(table.City(held.City));
        if (MainCity(row) is > 0 and var main && main != held.City) cities.Add(table.City(main));
        ValueListBuilder<int, IntItem> named = new();
        foreach (ushort key in held.Named)
        {
            if (key != 0) named.Add(key);
        }

        new GrowthCandidate
        {
            Creator = table.Id(row), Platform = (Platform)held.Platform, AsOfMs = Minutes.StartOf(streamTimeMs) + Minutes.LengthMs, FromMs = beforeMinute * Minutes.LengthMs,
            ToMs = held.State.FollowersAtMinute * Minutes.LengthMs, Followers = held.State.Followers, Gained = step.Gained,
            Expected = step.Expected, ExpectedLow = step.Low, ExpectedHigh = step.High, P = step.P, Days = held.State.GrowthDays,
            Score = Math.Round(CreatorQuality.Score(held.State).Score, 2), Partner = held.IsPartner, Cities = cities.List, Named = named.List,
        }.WriteSingleObject(commit.Begin(To, CommitBatch.StampAtCommit, table.Id(row)));
        commit.End();
    }

    /// <summary>From where most comments come; by name where several are equal. 0 for none.</summary>
    private ushort MainCity(int row)
    {
        (ushort City, ushort Count) main = default;
        AudienceSketch sketch = table.SketchOrEmpty(row);
        for (int i = 0; i < AudienceSketch.CitiesMax; i++)
        {
            (ushort city, ushort count) = sketch.City(i);
            if (count == 0 || count < main.Count) continue;
            if (count > main.Count || table.City(city).SequenceCompareTo(table.City(main.City)) < 0) main = (city, count);
        }

        return main.City;
    }

    private static void Name(ref Named named, EntityKind kind, scoped Utf8List entities, ref int left)
    {
        if (left == 0 || entities.Count == 0) return;
        foreach (ReadOnlySpan<byte> entity in entities)
        {
            named.Add(Named.Of(EntityKeys.Of(kind, entity)));
            left--;
            return;
        }
    }
}

using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Signals;

/// <summary>Writes signals to houle.signals, and to houle.candidates for the alerts that they update; there also what cities offer one another.</summary>
internal sealed class SignalWriter(TopologyOptions topology)
{
    private readonly ByteBuffer _value = new(1024);

    public void Write(FoundSignal found, CommitBatch? commit)
    {
        if (commit is null) return;
        City city = found.City;
        ref readonly Product product = ref city.ProductAt(found.Product);
        StockOutlook outlook = found.Outlook;
        long startMs = found.FirstMinute * Minutes.LengthMs;
        _value.Clear();
        new Signal
        {
            Cell = city.Name, WindowStartMs = startMs, WindowMs = ((city.Minute + 1) * Minutes.LengthMs) - startMs,
            Kind = EntityKind.Product, Entity = city.ProductName(found.Product), Mentions = found.Mentions, AuthenticWeight = found.Authentic,
            People = found.People, Intents = found.Intents, Units = product.Units.At(city.Minute),
            UnitsPerDay = outlook.UnitsPerDay, UsualUnitsPerDay = outlook.UsualPerDay,
            UnitsRecent = outlook.Recent, UnitsRecentExpected = outlook.RecentExpected,
            RecentMs = (((outlook.RecentHours - 1) * 60) + (city.Minute % 60) + 1) * Minutes.LengthMs,
            Entries = found.Entries, EntriesExpected = found.HasDoors ? found.EntriesExpected : null,
            StockUnits = outlook.Stock, DaysOfCover = outlook.DaysOfCover, StockOutRisk = outlook.Risk, Stores = Stores(found.Advice),
            SwellSinceMs = found.SwellSince > 0 ? found.SwellSince * Minutes.LengthMs : null, SalesSinceMs = city.SalesSince * Minutes.LengthMs,
            IsBurst = product.IsBurst, IsShort = product.IsShort, CarriedBy = Carriers(found.Carriers),
        }.WriteSingleObject(_value);
        commit.Append(new TopicPartition(TopicNames.Signals, Partitioner.Of(city.Name, topology.ResultPartitions)), CommitBatch.StampAtCommit, city.Name, _value.Written);
        commit.Append(new TopicPartition(TopicNames.Candidates, 0), CommitBatch.StampAtCommit, city.Name, _value.Written);
    }

    /// <summary>What a city offers others, as of its minute.</summary>
    public void Write(City city, List<FoundSpare> spare, CommitBatch? commit)
    {
        if (commit is null) return;
        RecordListBuilder<SpareOffer> offers = new();
        foreach (FoundSpare item in spare)
            offers.Add(new SpareOffer { Product = city.ProductName(item.Product), Store = item.Shelf is { } shelf ? city.StoreOf(shelf) : default, Units = item.Units });
        _value.Clear();
        new SpareStock { Cell = city.Name, AsOfMs = (city.Minute + 1) * Minutes.LengthMs, Offers = offers.List }.WriteSingleObject(_value);
        commit.Append(new TopicPartition(TopicNames.Candidates, 0), CommitBatch.StampAtCommit, city.Name, _value.Written);
    }

    private static RecordList<SignalCarrier> Carriers(List<(EntityKind Kind, byte[] Name, Carrier Carrier)> carriers)
    {
        RecordListBuilder<SignalCarrier> list = new();
        foreach ((EntityKind kind, byte[] name, Carrier carrier) in carriers)
            list.Add(new SignalCarrier { Kind = kind, Entity = name, People = carrier.People, OfPeople = carrier.OfPeople, SinceMs = carrier.Since * Minutes.LengthMs });
        return list.List;
    }

    private static RecordList<StoreAdvice> Stores(List<AlertAdvice> advice)
    {
        RecordListBuilder<StoreAdvice> list = new();
        foreach (AlertAdvice item in advice) list.Add(AlertCodec.AdviceOf(item));
        return list.List;
    }
}

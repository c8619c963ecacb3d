using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Topology;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Signals;

/// <summary>Who named which product together with what, in minutes that the social stream has not closed yet.</summary>
internal sealed class CarriedMinutes
{
    /// <summary>Pairs of one city and minute; of more, those with the smallest hashes.</summary>
    private const int PairsMax = 20_000;

    private readonly OpenWindows _open = new(countsOnly: false, shards: 1);
    private readonly EntityCap _cap = new(PairsMax);
    private readonly EntityOrder _order = new();

    public WindowTable Table => _open.Table;

    public long LowestOffset(long next) => _open.LowestOffset(next);

    /// <summary>Takes a block; one of a closed minute is wrong, unless it is read again.</summary>
    public void Take(ReadOnlySpan<byte> body, long offset, Watermarks watermarks, bool replay)
    {
        CarriedBlock block = CarriedBlock.Read(body);
        if (Minutes.IsClosed(block.WindowStartMs, watermarks.GraceMs(Stream.Social), watermarks.Of(Stream.Social)))
        {
            if (replay) return;
            throw new InvalidDataException($"offset {offset} of {TopicNames.Activity} has pairs of a minute that social had closed");
        }

        int group = _open.GetOrAdd(KeyOf(Table.Cells.Intern(block.Cell), block.WindowStartMs), offset);
        Span<byte> name = stackalloc byte[CarriedName.BytesMax];
        foreach (CarriedPair pair in block.Pairs)
        {
            int of = EntityCap.Admit(Table, group, pair.Kind, Table.Names.Intern(CarriedName.Write(name, pair.Product, pair.Entity)));
            int row = Table.GetOrAddEntity(group, pair.Kind, of);
            PeopleReader people = new(pair.PeopleSketch);
            while (people.TryRead(out ulong person)) Table.AddPerson(row, person);
            if (_cap.IsOverdue(Table.Group(group))) _cap.Cut(Table, group);
        }
    }

    /// <summary>Rows of a city's pairs in a minute that is about to be forgotten, in the order of kind, product and entity. Valid until the
    /// next call.</summary>
    public ReadOnlySpan<int> Of(ReadOnlySpan<byte> cell, int minute)
    {
        if (!Table.Cells.TryFind(cell, out int name) || !Table.TryGetGroup(KeyOf(name, minute * Minutes.LengthMs), out int group)) return default;
        _cap.Cut(Table, group);
        return _order.Sort(Table, group);
    }

    /// <summary>Forgets the minutes that are closed.</summary>
    public void PassTo(Watermarks watermarks)
    {
        while (_open.NextClosed(Stream.Social, 0, watermarks.GraceMs(Stream.Social), watermarks.Of(Stream.Social)) is not null) _open.RemoveFirst(Stream.Social, 0);
    }

    private static GroupKey KeyOf(int cell, long minuteMs) => new(Stream.Social, CellLevel.City, 0, cell, minuteMs, GroupKey.OnTime);
}

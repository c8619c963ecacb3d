using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Houle.Avro.Binary;
using Houle.Events;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Windows;

/// <summary>Writes rows of a <see cref="WindowTable"/> as ActivityBlock and CityWindow, field by field in schema order,
/// without building objects; tests read them back with the generated types.</summary>
internal static class BlockWriter
{
    private const int VarintBytesMax = 10;
    private const int MeasuresMax = 13;

    public static void WriteActivity(ByteBuffer to, WindowTable table, int groupRow)
    {
        AvroWriter writer = Header(to, ActivityBlock.Fingerprint, table, groupRow);
        ref WindowGroup group = ref table.Group(groupRow);
        writer.WriteLong(group.Key.Ordinal);
        WriteMeasures(to, group.Key.Stream, group.Totals, table.People.Hashes(in group.People));
        WriteFormats(to, table, groupRow);
        WriteLinks(to, table, group);
        WriteSegments(to, table, group);
        if (group.EntityCount > 0)
        {
            writer.WriteLong(group.EntityCount);
            for (int row = group.FirstEntity; row >= 0; row = table.Entity(row).Next)
                WriteEntity(to, group.Key.Stream, table, row);
        }

        writer.WriteLong(0);
    }

    /// <param name="entities">Rows of the group's entities, in the order of the schema.</param>
    public static void WriteCityWindow(ByteBuffer to, WindowTable table, int groupRow, ReadOnlySpan<int> entities)
    {
        AvroWriter writer = Header(to, CityWindow.Fingerprint, table, groupRow);
        ref WindowGroup group = ref table.Group(groupRow);
        bool hasTotals = group.Key.Shard == 0;
        writer.WriteLong(hasTotals ? 1 : 0);
        if (hasTotals) WriteMeasures(to, group.Key.Stream, group.Totals, table.People.Hashes(in group.People));
        if (entities.Length > 0)
        {
            writer.WriteLong(entities.Length);
            foreach (int row in entities) WriteEntity(to, group.Key.Stream, table, row);
        }

        writer.WriteLong(0);
    }

    /// <summary>Both records begin alike: stream, cell, level, shard, window_start, late_in.</summary>
    private static AvroWriter Header(ByteBuffer to, ulong fingerprint, WindowTable table, int groupRow)
    {
        ref readonly GroupKey key = ref table.Group(groupRow).Key;
        SingleObject.WriteHeader(to, fingerprint);
        AvroWriter writer = new(to);
        writer.WriteLong((int)key.Stream);
        writer.WriteBytes(table.Cells[key.Cell]);
        writer.WriteLong((int)key.Level);
        writer.WriteLong(key.Shard);
        writer.WriteLong(key.WindowStartMs);
        writer.WriteLong(key.IsCorrection ? 1 : 0);
        if (key.IsCorrection) writer.WriteLong(key.LateInMs);
        return writer;
    }

    private static void WriteEntity(ByteBuffer to, Stream stream, WindowTable table, int row)
    {
        ref readonly WindowEntity entity = ref table.Entity(row);
        ReadOnlySpan<byte> name = table.Names[entity.Name];
        Span<byte> bytes = to.GetSpan((2 * VarintBytesMax) + name.Length);
        int length = Put(bytes, 0, (int)entity.Kind);
        length = Put(bytes, length, name.Length);
        name.CopyTo(bytes[length..]);
        to.Advance(length + name.Length);
        WriteMeasures(to, stream, table.SumsOf(row), table.PeopleOf(row));
    }

    /// <summary>The formats of all entities, as one array block of a known number of items.</summary>
    private static void WriteFormats(ByteBuffer to, WindowTable table, int groupRow)
    {
        int items = 0;
        int first = table.HasFormats && table.Group(groupRow).Key.Stream == Stream.Social ? table.Group(groupRow).FirstEntity : -1;
        for (int row = first; row >= 0; row = table.Entity(row).Next)
        {
            foreach (int events in table.FormatsOf(row)) items += events > 0 ? 1 : 0;
        }

        AvroWriter writer = new(to);
        if (items > 0)
        {
            writer.WriteLong(items);
            int entity = 0;
            for (int row = table.Group(groupRow).FirstEntity; row >= 0; row = table.Entity(row).Next, entity++)
                WriteFormats(to, table, row, entity);
        }

        writer.WriteLong(0);
    }

    private static void WriteFormats(ByteBuffer to, WindowTable table, int row, int entity)
    {
        ref readonly FormatCounts formats = ref table.FormatsOf(row);
        for (int format = 0; format < FormatCounts.Count; format++)
        {
            if (formats[format] == 0) continue;
            Span<byte> bytes = to.GetSpan(3 * VarintBytesMax);
            int at = Put(bytes, 0, entity);
            at = Put(bytes, at, format);
            to.Advance(Put(bytes, at, formats[format]));
        }
    }

    private static void WriteLinks(ByteBuffer to, WindowTable table, in WindowGroup group)
    {
        AvroWriter writer = new(to);
        if (group.LinkCount > 0) writer.WriteLong(group.LinkCount);
        for (int row = group.FirstLink; row >= 0; row = table.Links.Next(row))
        {
            writer.WriteLong((int)table.Links.Kind(row));
            writer.WriteBytes(table.Links.Entity(row));
            writer.WriteBytes(table.Links.Url(row));
        }

        writer.WriteLong(0);
    }

    private static void WriteSegments(ByteBuffer to, WindowTable table, in WindowGroup group)
    {
        AvroWriter writer = new(to);
        if (group.SegmentCount > 0) writer.WriteLong(group.SegmentCount);
        for (int row = group.FirstSegment; row >= 0; row = table.Segments.Next(row))
        {
            writer.WriteBytes(table.Segments.Segment(row));
            writer.WriteBytes(MemoryMarshal.AsBytes(table.Segments.People(row)));
        }

        writer.WriteLong(0);
    }

    /// <summary>One reservation for all of them: most of them are a single byte.</summary>
    private static void WriteMeasures(ByteBuffer to, Stream stream, in Sums sums, ReadOnlySpan<ulong> people)
    {
        Span<byte> bytes = to.GetSpan((MeasuresMax * VarintBytesMax) + (people.Length * sizeof(ulong)));
        int at = Put(bytes, 0, sums.Count);
        at = Put(bytes, at, sums.Weight);
        at = Put(bytes, at, sums.AuthenticWeight);
        at = Put(bytes, at, people.Length * sizeof(ulong));
        foreach (ulong person in people)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], person);
            at += sizeof(ulong);
        }

        at = Put(bytes, at, sums.Unnamed);
        bool social = stream == Stream.Social, sales = stream == Stream.Sales, feet = stream == Stream.FootTraffic;
        at = Put(bytes, at, social ? sums.A : 0);
        at = Put(bytes, at, social ? sums.B : 0);
        at = Put(bytes, at, sales ? sums.A : 0);
        at = Put(bytes, at, sales ? sums.B : 0);
        at = Put(bytes, at, sales ? sums.C : 0);
        at = Put(bytes, at, feet ? sums.A : 0);
        at = Put(bytes, at, feet ? sums.B : 0);
        at = Put(bytes, at, social ? sums.C : 0);
        to.Advance(at);
    }

    /// <summary>A zigzag varint at a place; returns the place behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Put(Span<byte> bytes, int at, long value)
    {
        ulong zigzag = (ulong)((value << 1) ^ (value >> 63));
        while (zigzag >= 0x80)
        {
            bytes[at++] = (byte)(zigzag | 0x80);
            zigzag >>= 7;
        }

        bytes[at++] = (byte)zigzag;
        return at;
    }
}

using System.Buffers.Binary;
using Houle.Avro.Binary;
using Houle.Events;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Windows;

/// <summary>Writes rows of a <see cref="WindowTable"/> as ActivityBlock and CityWindow, field by field in schema order,
/// without building objects; tests read them back with the generated types.</summary>
internal static class BlockWriter
{
    public static void WriteActivity(ByteBuffer to, WindowTable table, int groupRow)
    {
        AvroWriter writer = Header(to, ActivityBlock.Fingerprint, table, groupRow);
        ref WindowGroup group = ref table.Group(groupRow);
        WriteMeasures(ref writer, group.Key.Stream, group.Totals, table.People.Hashes(in group.People));
        if (group.EntityCount > 0)
        {
            writer.WriteLong(group.EntityCount);
            for (int row = group.FirstEntity; row >= 0; row = table.Entity(row).Next)
                WriteEntity(ref writer, group.Key.Stream, table, row);
        }

        writer.WriteLong(0);
    }

    /// <param name="entities">Rows of the group's entities, in the order of the schema.</param>
    public static void WriteCityWindow(ByteBuffer to, WindowTable table, int groupRow, ReadOnlySpan<int> entities)
    {
        AvroWriter writer = Header(to, CityWindow.Fingerprint, table, groupRow);
        ref WindowGroup group = ref table.Group(groupRow);
        if (group.Key.Shard == 0)
        {
            writer.WriteLong(1);
            WriteMeasures(ref writer, group.Key.Stream, group.Totals, table.People.Hashes(in group.People));
        }
        else
        {
            writer.WriteLong(0);
        }

        if (entities.Length > 0)
        {
            writer.WriteLong(entities.Length);
            foreach (int row in entities) WriteEntity(ref writer, group.Key.Stream, table, row);
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
        writer.WriteBytes(table.Names[key.Cell]);
        writer.WriteLong((int)key.Level);
        writer.WriteLong(key.Shard);
        writer.WriteLong(key.WindowStartMs);
        writer.WriteLong(key.IsCorrection ? 1 : 0);
        if (key.IsCorrection) writer.WriteLong(key.LateInMs);
        return writer;
    }

    private static void WriteEntity(ref AvroWriter writer, Stream stream, WindowTable table, int row)
    {
        ref readonly WindowEntity entity = ref table.Entity(row);
        writer.WriteLong((int)entity.Kind);
        writer.WriteBytes(table.Names[entity.Name]);
        WriteMeasures(ref writer, stream, entity.Sums, table.People.Hashes(in entity.People));
    }

    private static void WriteMeasures(
        ref AvroWriter writer, Stream stream, in Sums measures, ReadOnlySpan<ulong> people)
    {
        writer.WriteLong(measures.Count);
        writer.WriteLong(measures.Weight);
        writer.WriteLong(measures.AuthenticWeight);
        Span<byte> hashes = stackalloc byte[PeopleSketch.SizeMax * sizeof(ulong)];
        for (int i = 0; i < people.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(hashes[(i * sizeof(ulong))..], people[i]);
        writer.WriteBytes(hashes[..(people.Length * sizeof(ulong))]);
        writer.WriteLong(measures.Unnamed);
        bool social = stream == Stream.Social, sales = stream == Stream.Sales, feet = stream == Stream.FootTraffic;
        writer.WriteLong(social ? measures.A : 0);
        writer.WriteLong(social ? measures.B : 0);
        writer.WriteLong(sales ? measures.A : 0);
        writer.WriteLong(sales ? measures.B : 0);
        writer.WriteLong(sales ? measures.C : 0);
        writer.WriteLong(feet ? measures.A : 0);
        writer.WriteLong(feet ? measures.B : 0);
    }
}

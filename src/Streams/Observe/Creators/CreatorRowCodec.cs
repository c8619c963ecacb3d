using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Houle.Avro.Binary;
using Houle.Detection.Audience;
using Houle.Streams.Hashing;
using Houle.Streams.State;

namespace Houle.Streams.Observe.Creators;

/// <summary>Rows of <see cref="CreatorTable"/> as the changelog has them: id, state, sketch with names of cities, and what stands beside.
/// Row 0 has an empty id, the open day and the cohorts that know something.</summary>
internal static class CreatorRowCodec
{
    private const int BesideBytes = 16, CohortBytes = 20;

    // A mask of no words, and three cities without a name.
    private const int EmptySketchBytes = sizeof(ushort) + AudienceSketch.CitiesMax;

    // Five texts; state, sketch and pod with their masks, what stands beside, and what posts named.
    private const int RowBytesMax = (5 * 256) + 130 + 66 + 40 + BesideBytes + (CreatorRow.RecentlyNamed.Count * sizeof(ushort));

    public static bool TryWrite(CreatorTable table, int row, ByteBuffer to)
    {
        if (row == 0)
        {
            WritePartition(table, to);
            return true;
        }

        ref CreatorRow held = ref table.At(row);
        if (held.IdLength == 0) return false;
        Span<byte> bytes = to.GetSpan(RowBytesMax);
        int at = WriteText(table.Id(row), bytes);
        // The first word is the id's hash, which the reader makes again.
        at += SparseWords.Write(MemoryMarshal.Cast<CreatorState, ulong>(new ReadOnlySpan<CreatorState>(in held.State)), 1, bytes[at..]);
        if (held.Sketch == 0)
        {
            bytes.Slice(at, EmptySketchBytes).Clear();
            at += EmptySketchBytes;
        }
        else
        {
            at += WriteSketch(table, row, bytes[at..]);
        }

        ReadOnlySpan<ushort> named = held.Named;
        bool hasPosts = held.City != 0 || named[0] != 0;
        Span<byte> beside = bytes.Slice(at, BesideBytes);
        beside[0] = (byte)((held.IsPartner ? 1 : 0) | (held.Pod != 0 ? 2 : 0) | (hasPosts ? 4 : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(beside[1..], held.LastDay);
        BinaryPrimitives.WriteUInt32LittleEndian(beside[3..], held.FollowersAtDayStart);
        MemoryMarshal.Write(beside[7..], in held.Standing);
        beside[15] = held.Platform;
        at += BesideBytes;
        if (held.Pod != 0)
        {
            MemoryMarshal.Write(bytes[at..], in table.Pod(row));
            at += Unsafe.SizeOf<PodSketch>();
        }

        if (hasPosts)
        {
            at += WriteText(held.City == 0 ? default : table.City(held.City), bytes[at..]);
            MemoryMarshal.AsBytes(named).CopyTo(bytes[at..]);
            at += named.Length * sizeof(ushort);
        }

        to.Advance(at);
        return true;
    }

    private static int WriteSketch(CreatorTable table, int row, Span<byte> bytes)
    {
        ref AudienceSketch sketch = ref table.Sketch(row);
        int at = SparseWords.Write(MemoryMarshal.Cast<AudienceSketch, ulong>(new ReadOnlySpan<AudienceSketch>(in sketch)), 0, bytes);
        // Numbers of cities are this process's own: their names go along.
        for (int i = 0; i < AudienceSketch.CitiesMax; i++)
        {
            (ushort city, ushort count) = sketch.City(i);
            at += WriteText(count == 0 ? default : table.City(city), bytes[at..]);
        }

        return at;
    }

    /// <summary>Up to 255 bytes, after one that says how many.</summary>
    private static int WriteText(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        bytes[0] = (byte)text.Length;
        text.CopyTo(bytes[1..]);
        return 1 + text.Length;
    }

    public static void Put(CreatorTable table, ReadOnlySpan<byte> row)
    {
        ReadOnlySpan<byte> id = row.Slice(1, row[0]);
        row = row[(1 + id.Length)..];
        if (id.IsEmpty)
        {
            PutPartition(table, row);
            return;
        }

        int at = table.Restored(id);
        row = SparseWords.Read(row, MemoryMarshal.Cast<CreatorState, ulong>(new Span<CreatorState>(ref table.State(at))));
        table.State(at).Id = Hash64.Of(id);
        if (BinaryPrimitives.ReadUInt16LittleEndian(row) == 0 && table.At(at).Sketch == 0) row = row[sizeof(ushort)..]; // nobody commented
        else row = SparseWords.Read(row, MemoryMarshal.Cast<AudienceSketch, ulong>(new Span<AudienceSketch>(ref table.Sketch(at))));
        for (int i = 0; i < AudienceSketch.CitiesMax; i++)
        {
            ReadOnlySpan<byte> name = row.Slice(1, row[0]);
            row = row[(1 + name.Length)..];
            if (!name.IsEmpty) table.Sketch(at).Renumber(i, table.CityNumber(name));
        }

        ref CreatorRow held = ref table.At(at);
        held.IsPartner = !row.IsEmpty && (row[0] & 1) != 0;
        held.LastDay = 0;
        if (row.Length < BesideBytes) return; // of a version that knew no more

        held.LastDay = BinaryPrimitives.ReadUInt16LittleEndian(row[1..]);
        held.FollowersAtDayStart = BinaryPrimitives.ReadUInt32LittleEndian(row[3..]);
        held.Standing = MemoryMarshal.Read<CohortStanding>(row[7..]);
        held.Platform = row[15];
        bool hasPod = (row[0] & 2) != 0, hasPosts = (row[0] & 4) != 0;
        row = row[BesideBytes..];
        if (!hasPod)
        {
            table.FreePod(at);
        }
        else
        {
            table.Pod(at) = MemoryMarshal.Read<PodSketch>(row);
            row = row[Unsafe.SizeOf<PodSketch>()..];
        }

        (held.City, held.Named) = (0, default);
        if (!hasPosts) return;
        ReadOnlySpan<byte> home = row.Slice(1, row[0]);
        if (!home.IsEmpty) held.City = table.CityNumber(home);
        MemoryMarshal.Cast<byte, ushort>(row[(1 + home.Length)..]).CopyTo(held.Named);
    }

    private static void WritePartition(CreatorTable table, ByteBuffer to)
    {
        Span<byte> head = to.GetSpan(1 + sizeof(int));
        head[0] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], table.OpenDay);
        to.Advance(1 + sizeof(int));
        for (int cohort = 0; cohort < EngagementCohorts.Count; cohort++)
        {
            ref readonly CohortState known = ref table.Cohorts[cohort];
            if (known.Posts == 0) continue;
            to.GetSpan(1)[0] = (byte)cohort;
            to.Advance(1);
            to.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<CohortState>(in known)));
        }
    }

    private static void PutPartition(CreatorTable table, ReadOnlySpan<byte> row)
    {
        table.OpenDay = BinaryPrimitives.ReadInt32LittleEndian(row); // counted anew when all is there
        for (row = row[sizeof(int)..]; !row.IsEmpty; row = row[(1 + CohortBytes)..])
            table.Cohorts[row[0]] = MemoryMarshal.Read<CohortState>(row[1..]);
    }
}

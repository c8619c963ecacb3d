using System.Runtime.InteropServices;
using System.Text;
using Houle.Avro.Binary;
using Houle.Detection.Audience;
using Houle.Streams.Hashing;
using Houle.Streams.Observe.Creators;

namespace Houle.Streams.Select;

/// <summary>Finds pods across the partitions of the source: pages whose commenters in step are the same as those of a page elsewhere.</summary>
/// <remarks>The same test as <see cref="PodWatch"/> makes within a partition, at a tenth of its level, since there may be more pages. A
/// page counts for a week after it was seen last; at most <see cref="PagesMax"/> at a time, and one that finds no room is counted. A page
/// is reported once a day, and only when it shares with a page of another partition: the rest Observe has said.</remarks>
internal sealed class PodPages(ResultWriter results)
{
    public const int PagesMax = 4_096;
    private const int KeptMinutes = 7 * 1440;
    private const double ChanceMost = 1e-13;

    private readonly SortedDictionary<string, PodPage> _pages = new(StringComparer.Ordinal);

    /// <summary>Pages for which there was no room.</summary>
    public long Unwatched { get; private set; }

    public void Judge(int minute, List<PodRecord> records)
    {
        // Stable: what is said of a page twice in a minute comes in the order in which it was.
        foreach (PodRecord record in records.OrderBy(record => record.Creator, StringComparer.Ordinal)) Judge(minute, record);
    }

    private void Judge(int minute, PodRecord record)
    {
        if (!_pages.TryGetValue(record.Creator, out PodPage? page))
        {
            if (_pages.Count >= PagesMax) Forget(minute);
            if (_pages.Count >= PagesMax)
            {
                Unwatched++;
                return;
            }

            _pages.Add(record.Creator, page = new PodPage());
        }

        ulong pod = minute - page.Minute <= KeptMinutes ? page.Commenters.Pod : 0;
        (page.Partition, page.Minute, page.Commenters) = (record.Partition, minute, record.Commenters);
        page.Commenters.Pod = pod;
        if (Find(minute, record.Creator, page) is not { } found) return;
        page.Commenters.Pod = found.Pod;
        if (page.ReportedDay == minute / 1440) return;
        page.ReportedDay = minute / 1440;
        results.Write(record, found);
    }

    private PodFinding? Find(int minute, string creator, PodPage own)
    {
        PodFinding? found = null;
        bool isElsewhere = false;
        ulong pod = own.Commenters.Pod == 0 ? ulong.MaxValue : own.Commenters.Pod;
        foreach ((string other, PodPage theirs) in _pages)
        {
            if (ReferenceEquals(theirs, own) || minute - theirs.Minute > KeptMinutes) continue;
            double chance = PodSketch.ChanceOf(own.Commenters, theirs.Commenters, out int shared, out double expected);
            if (chance > ChanceMost) continue;
            isElsewhere |= theirs.Partition != own.Partition;
            pod = Math.Min(pod, theirs.Commenters.Pod != 0 ? theirs.Commenters.Pod : Math.Min(HashOf(creator), HashOf(other)));
            found = PodFinding.With(found, shared, expected, chance);
        }

        return isElsewhere && found is { } one ? one with { Pod = pod } : null;
    }

    /// <summary>Makes room of the pages that count no more.</summary>
    private void Forget(int minute)
    {
        foreach (string old in _pages.Where(page => minute - page.Value.Minute > KeptMinutes).Select(page => page.Key).ToArray()) _pages.Remove(old);
    }

    private static ulong HashOf(string creator) => Hash64.Of(Encoding.UTF8.GetBytes(creator));

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(Unwatched);
        writer.WriteLong(_pages.Count);
        foreach ((string creator, PodPage page) in _pages)
        {
            writer.WriteBytes(Encoding.UTF8.GetBytes(creator));
            foreach (long number in (ReadOnlySpan<long>)[page.Partition, page.Minute, page.ReportedDay]) writer.WriteLong(number);
            writer.WriteBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<PodSketch>(in page.Commenters)));
        }
    }

    public void Read(ref AvroReader from)
    {
        Unwatched = from.ReadLong();
        for (long left = from.ReadLong(); left > 0; left--)
        {
            string creator = Encoding.UTF8.GetString(from.ReadBytes());
            PodPage page = new() { Partition = (int)from.ReadLong(), Minute = (int)from.ReadLong(), ReportedDay = (int)from.ReadLong() };
            page.Commenters = MemoryMarshal.Read<PodSketch>(from.ReadBytes());
            _pages.Add(creator, page);
        }
    }

    /// <summary>A page as it was seen last.</summary>
    private sealed class PodPage
    {
        public int Partition, Minute, ReportedDay;
        public PodSketch Commenters; // its pod is the one found here
    }
}

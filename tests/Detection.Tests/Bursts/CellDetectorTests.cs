using System.Buffers;
using System.Runtime.CompilerServices;
using Houle.Detection.Bursts;

namespace Houle.Detection.Tests.Bursts;

public sealed class CellDetectorTests
{
    private const int Monday = 25_000_000 / 10080 * 10080;

    [Fact]
    public void State_of_a_key_is_at_most_128_bytes_beside_its_open_windows_and_four_cache_lines_with_them()
    {
        Unsafe.SizeOf<KeyState>().ShouldBeLessThanOrEqualTo(128);
        (Unsafe.SizeOf<KeyState>() + Unsafe.SizeOf<KeyWindows>()).ShouldBeLessThanOrEqualTo(KeyRow.Bytes);
        Unsafe.SizeOf<KeyRow>().ShouldBe(256);
    }

    [Fact]
    public void Rows_stand_on_cache_lines_and_keep_their_content_as_they_grow()
    {
        KeyTable table = new(1 << 20);
        for (ulong key = 1; key <= 40_000; key++) table.Add(key << 40, 7);
        for (ulong key = 1; key <= 40_000; key += 3) table.Remove(table.Find(key << 40));
        for (ulong key = 1; key <= 40_000; key++)
        {
            int row = table.Find(key << 40);
            (row < 0).ShouldBe(key % 3 == 1);
            if (row < 0) continue;
            table[row].State.Key.ShouldBe(key << 40);
            unsafe
            {
                ((nint)Unsafe.AsPointer(ref table[row]) % 64).ShouldBe(0);
            }
        }

        table.Count.ShouldBe(26_666);
    }

    [Fact]
    public void A_key_is_admitted_by_its_third_creator_and_not_by_the_same_one_again()
    {
        CellDetector detector = new(new BurstOptions());
        for (int i = 0; i < 50; i++) detector.Tick(Monday + i, [new KeyMinute(1, 1, 1_000_000, CreatorA: 77)]);
        detector.Keys.ShouldBe(0);
        detector.Tick(Monday + 50, [new KeyMinute(1, 2, 2_000_000, CreatorA: 77, CreatorB: 78)]);
        detector.Keys.ShouldBe(0);
        detector.Tick(Monday + 51, [new KeyMinute(1, 1, 1_000_000, CreatorA: 79), new KeyMinute(2, 3, 3_000_000, 1, 2)]);
        detector.Keys.ShouldBe(2);
    }

    [Fact]
    public void Waiting_keys_are_bounded_and_say_how_many_were_displaced()
    {
        CellDetector detector = new(new BurstOptions { WaitingMax = 100 });
        for (int i = 0; i < 1000; i++) detector.Tick(Monday + i, [new KeyMinute((ulong)i + 1, 1, 0, CreatorA: 5)]);
        detector.Displaced.ShouldBe(900);
        detector.Keys.ShouldBe(0);
    }

    [Fact]
    public void Keys_over_their_bound_are_refused_and_counted()
    {
        CellDetector detector = new(new BurstOptions { KeysMax = 10 });
        KeyMinute[] keys = [.. Enumerable.Range(1, 25).Select(i => new KeyMinute((ulong)i, 5, 0))];
        detector.Tick(Monday, keys);
        detector.Keys.ShouldBe(10);
        detector.Refused.ShouldBe(15);
    }

    [Fact]
    public void A_state_written_and_read_goes_on_identically()
    {
        CellDetector whole = new(new BurstOptions()), first = new(new BurstOptions());
        Feed feed = new(3);
        List<BurstReport> expected = [], got = [];
        CellDetector? second = null;
        for (int minute = Monday; minute < Monday + (6 * 1440); minute++)
        {
            KeyMinute[] keys = feed.Minute(minute);
            if (keys.Length == 0) continue;
            expected.AddRange(whole.Tick(minute, keys));
            if (minute == Monday + (4 * 1440) + 777) second = Copy(first);
            got.AddRange((second ?? first).Tick(minute, keys));
        }

        expected.Count.ShouldBeGreaterThan(100, "seed 3 reports too little to compare");
        got.Count.ShouldBe(expected.Count);
        for (int i = 0; i < got.Count; i++) (got[i].Key, got[i].P, got[i].Best).ShouldBe((expected[i].Key, expected[i].P, expected[i].Best));
        Bytes(second!).ShouldBe(Bytes(whole));
    }

    [Fact]
    public void Minutes_without_events_need_not_be_told()
    {
        BurstOptions options = new() { FollowedP = 0 }; // a followed key is brought up to date at every tick that is told
        CellDetector told = new(options), untold = new(options);
        Feed feed = new(5);
        int compared = 0;
        for (int minute = Monday; minute < Monday + (8 * 1440); minute++)
        {
            KeyMinute[] keys = minute % 7 < 3 || (minute / 1440) % 5 == 2 ? [] : feed.Minute(minute);
            (ulong, double)[] a = [.. told.Tick(minute, keys).ToArray().Select(report => (report.Key, report.P))];
            if (keys.Length == 0) continue;
            (ulong, double)[] b = [.. untold.Tick(minute, keys).ToArray().Select(report => (report.Key, report.P))];
            b.Select(pair => pair.Item1).ShouldBe(a.Select(pair => pair.Item1), $"minute {minute - Monday}, seed 5");
            for (int i = 0; i < a.Length; i++) b[i].Item2.ShouldBe(a[i].Item2, 1e-6 * a[i].Item2, $"minute {minute - Monday}, seed 5");
            compared += a.Length;
        }

        compared.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Steady_state_allocates_nothing()
    {
        CellDetector detector = new(new BurstOptions());
        Feed feed = new(9);
        KeyMinute[][] minutes = [.. Enumerable.Range(0, 5 * 1440).Select(i => feed.Minute(Monday + i))];
        for (int i = 0; i < 4 * 1440; i++) detector.Tick(Monday + i, minutes[i]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 4 * 1440; i < minutes.Length; i++) detector.Tick(Monday + i, minutes[i]);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_burst_is_reported_against_its_expectation()
    {
        CellDetector detector = new(new BurstOptions());
        Feed feed = new(11) { BurstFrom = Monday + (10 * 1440) + 600, BurstKey = 40 };
        BurstReport last = default;
        for (int minute = Monday; minute < Monday + (10 * 1440) + 660; minute++)
        {
            foreach (BurstReport report in detector.Tick(minute, feed.Minute(minute)))
                if (report.Key == 40) last = report;
        }

        last.P.ShouldBeLessThan(1e-9);
        WindowTest hour = last.Windows[(int)Scale.Hour];
        hour.Count.ShouldBeInRange(50, 75);
        hour.Expected.ShouldBeInRange(60 * Feed.Rate(40) * 0.5, 60 * Feed.Rate(40) * 2);
        last.RatioLow.ShouldBeInRange(5, hour.Count / hour.Expected);
        detector.LearningDay.ShouldBe(11);
        detector.SmallestDetectable(60 * Feed.Rate(40), 0.05).ShouldBeInRange(5, 50);
    }

    private static CellDetector Copy(CellDetector from)
    {
        CellDetector copy = new(new BurstOptions());
        copy.Read(Bytes(from));
        return copy;
    }

    private static byte[] Bytes(CellDetector detector)
    {
        var bytes = new ArrayBufferWriter<byte>();
        detector.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Sixty keys of falling rates, a few counts a minute in all.</summary>
    internal sealed class Feed(int seed)
    {
        private readonly Random _random = new(seed);

        public int BurstFrom { get; init; } = int.MaxValue;

        public ulong BurstKey { get; init; }

        public static double Rate(ulong key) => 1.0 / (key + 2);

        public KeyMinute[] Minute(int minute)
        {
            List<KeyMinute> keys = [];
            for (ulong key = 1; key <= 60; key++)
            {
                int count = _random.NextDouble() < Rate(key) ? 1 : 0;
                if (minute >= BurstFrom && key == BurstKey) count++;
                if (count > 0) keys.Add(new KeyMinute(key, count, count * 1_000_000));
            }

            return [.. keys];
        }
    }
}

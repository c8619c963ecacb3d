using System.Buffers;
using Houle.Detection.Bursts;

namespace Houle.Detection.Tests.Bursts;

/// <summary>Whatever comes in: a stated result or a clear error, never NaN, never an exception from inside.</summary>
public sealed class BadInputTests
{
    private const int Start = 25_000_000;

    [Fact]
    public void Minutes_that_do_not_go_on_are_refused_and_change_nothing()
    {
        CellDetector detector = new(new BurstOptions());
        detector.Tick(Start, [new KeyMinute(1, 5, 0)]);
        byte[] before = Bytes(detector);
        Should.Throw<ArgumentException>(() => detector.Tick(Start, [])).Message.ShouldContain("does not follow");
        Should.Throw<ArgumentException>(() => detector.Tick(Start - 1, []));
        Should.Throw<ArgumentException>(() => detector.Tick(Start + 1, [new KeyMinute(2, 1, 0), new KeyMinute(1, 1, 0)])).Message.ShouldContain("rising order");
        Should.Throw<ArgumentException>(() => detector.Tick(Start + 1, [new KeyMinute(2, 1, 0), new KeyMinute(2, 1, 0)]));
        Should.Throw<ArgumentException>(() => detector.Tick(Start + 1, [new KeyMinute(2, 0, 0)])).Message.ShouldContain("0 creators");
        Should.Throw<ArgumentException>(() => detector.Tick(Start + 1, [new KeyMinute(2, -3, 0)]));
        Should.Throw<ArgumentException>(() => detector.Tick(Start + 1, [new KeyMinute(2, 1, -1)]));
        Bytes(detector).ShouldBe(before);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Any_history_gives_probabilities(int seed)
    {
        var random = new Random(seed);
        CellDetector detector = new(new BurstOptions
        {
            ReportedP = 1, FollowedP = 0.2, SilentDays = 1, KeysMax = 200, WaitingMax = 20,
            Combination = (ScaleCombination)(seed % 3), StepMinutes = seed == 6 ? 60 : 1,
        });
        int minute = Start;
        long reports = 0;
        for (int tick = 0; tick < 4000; tick++)
        {
            minute += random.Next(100) switch { 0 => random.Next(1, 80 * 1440), < 5 => random.Next(1, 3000), < 60 => 1, _ => random.Next(1, 90) };
            SortedDictionary<ulong, KeyMinute> keys = [];
            for (int i = random.Next(30); i > 0; i--)
            {
                ulong key = (ulong)random.Next(1, 400);
                long count = random.Next(20) switch { 0 => 1_000_000_000_000_000, 1 => long.MaxValue, < 4 => random.Next(1, 100_000), _ => random.Next(1, 4) };
                keys[key] = new KeyMinute(key, count, random.Next(1_000_000), (ulong)random.Next(5), (ulong)random.Next(5));
            }

            foreach (BurstReport report in detector.Tick(minute, [.. keys.Values]))
            {
                reports++;
                string where = $"seed {seed}, tick {tick}, key {report.Key}";
                report.P.ShouldBeInRange(0, 1, where);
                report.AuthenticShare.ShouldBeInRange(0, 1, where);
                report.AuthenticP.ShouldBeInRange(0, 1, where);
                double.IsFinite(report.RatioLow).ShouldBeTrue(where);
                double.IsFinite(report.BaselineDays).ShouldBeTrue(where);
                for (int scale = 0; scale < Scales.Count; scale++)
                {
                    report.Windows[scale].P.ShouldBeInRange(0, 1, where);
                    double.IsFinite(report.Windows[scale].Expected).ShouldBeTrue(where);
                    report.Windows[scale].Count.ShouldBeGreaterThanOrEqualTo(0, where);
                }
            }

            detector.Tests.ShouldBeInRange(0, 200);
        }

        reports.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_million_keys_in_one_tick_are_taken()
    {
        CellDetector detector = new(new BurstOptions { KeysMax = 900_000, SilentDays = 1 });
        KeyMinute[] keys = [.. Enumerable.Range(1, 1_000_000).Select(i => new KeyMinute((ulong)i * 7919, 3, 3_000_000))];
        detector.Tick(Start, keys);
        detector.Keys.ShouldBe(900_000);
        detector.Refused.ShouldBe(100_000);
        detector.Tick(Start + 3000, keys).ToArray().ShouldAllBe(report => report.P >= 0 && report.P <= 1);
    }

    [Fact]
    public void An_empty_or_constant_history_reports_nothing()
    {
        CellDetector detector = new(new BurstOptions());
        detector.Tick(Start, []).IsEmpty.ShouldBeTrue();
        for (int minute = Start + 1; minute < Start + (5 * 1440); minute++)
            detector.Tick(minute, [new KeyMinute(1, 4, 4_000_000), new KeyMinute(2, 2, 2_000_000)]).IsEmpty.ShouldBeTrue($"minute {minute - Start}");
    }

    [Fact]
    public void A_state_that_is_cut_or_of_other_options_is_refused()
    {
        CellDetector detector = new(new BurstOptions());
        detector.Tick(Start, [new KeyMinute(1, 5, 0), new KeyMinute(2, 1, 0, 9)]);
        byte[] bytes = Bytes(detector);
        for (int length = 0; length < bytes.Length; length += 97)
            Should.Throw<InvalidDataException>(() => new CellDetector(new BurstOptions()).Read(bytes.AsSpan(0, length)));
        Should.Throw<ArgumentOutOfRangeException>(() => new CellDetector(new BurstOptions { HalfLifeDays = double.NaN }));
    }

    private static byte[] Bytes(CellDetector detector)
    {
        var bytes = new ArrayBufferWriter<byte>();
        detector.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}

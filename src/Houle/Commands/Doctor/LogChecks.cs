using System.Globalization;
using Houle.Avro.Binary;
using Houle.Commands.Topics;
using Houle.Configuration;
using Houle.Events;
using Houle.Hosting;
using Houle.Results;
using Houle.Sinks.Sink;
using Houle.Streams.Log;
using Houle.Streams.State;
using Houle.Streams.Topology;

namespace Houle.Commands.Doctor;

/// <summary>Is the log there, is it read to its end, and does the accounting identity hold (contract C3)?</summary>
internal static class LogChecks
{
    /// <param name="place">Where the log is.</param>
    /// <param name="isShared">Other machines work on it: whether any does is not known here.</param>
    public static IEnumerable<Check> Run(HouleConfig config, DataFolder folder, ILog log, string place, bool isShared)
    {
        LogReport report = LogReport.Of(log);
        yield return Check.Ok(
            "log", $"{log.Topics.Count} topics with {Number(report.Partitions.Sum(p => p.Range.Count))} records in {place}");
        yield return Lag(folder, report, isShared);
        foreach ((string name, StreamConfig stream) in config.Streams.OrderBy(stream => stream.Key, StringComparer.Ordinal))
        {
            if (Watermark(name, stream, log) is { } watermark) yield return watermark;
        }

        IReadOnlyDictionary<Events.Stream, Account> accounts = Accounts.Of(log);
        foreach ((Events.Stream stream, Account account) in accounts) yield return Identity(stream, account);
        IReadOnlyList<(string Reason, long Count)> letters = DeadLetterReasons.Count(log, []);
        if (Unreadable(log) is { } unreadable) yield return unreadable;
        yield return Check.Ok("dead letters", letters.Count == 0 ? "none" : string.Join(", ", letters.Select(letter => $"{Number(letter.Count)} {letter.Reason}")));
    }

    /// <summary>What sinks left out of ClickHouse; null where none has run.</summary>
    private static Check? Unreadable(ILog log)
    {
        IReadOnlyList<(string Topic, long Unreadable)> losses = SinkLosses.Of(log);
        if (losses.Count == 0) return null;
        string found = string.Join(", ", losses.Where(loss => loss.Unreadable > 0).Select(loss => $"{Number(loss.Unreadable)} of {loss.Topic}"));
        return found.Length == 0
            ? Check.Ok("sink", "it could read every record that it took")
            : Check.Warned(
                "sink", $"left out of ClickHouse as unreadable: {found}",
                "the service's log names each by its offset; houle tail shows them where a newer Houle wrote them, which is then the one to run");
    }

    /// <summary>How far a stream has come: as far as its slowest partition. Null where nothing has come at all.</summary>
    private static Check? Watermark(string name, StreamConfig stream, ILog log)
    {
        IReadOnlyList<long> times = StreamTimes(stream, log, out int partitions);
        if (times.Count == 0) return null;
        string waits = times.Count == partitions ? "" : $"; {partitions - times.Count} of {partitions} partitions have had no event yet, and hold its windows open";
        TimeSpan behind = DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeMilliseconds(times.Min());
        return Check.Ok(
            $"watermark of {name}",
            string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeMilliseconds(times.Min()):yyyy-MM-dd HH:mm:ss} UTC, {behind.TotalSeconds:#,0} s behind the clock{waits}"));
    }

    /// <summary>The time of each partition that has had an event.</summary>
    public static IReadOnlyList<long> StreamTimes(StreamConfig stream, ILog log, out int partitions)
    {
        string changelog = TopicNames.ObserveChangelog(stream.Topic);
        partitions = log.Topics.FirstOrDefault(topic => topic.Definition.Name == changelog)?.Definition.Partitions ?? 0;
        return [.. Enumerable.Range(0, partitions).Select(partition => StreamTime(log, new TopicPartition(changelog, partition))).OfType<long>()];
    }

    private static long? StreamTime(ILog log, TopicPartition changelog)
    {
        long? time = null;
        log.ScanLast(changelog, (scoped in RecordView record) =>
        {
            if (StateForm.IsCurrent(record)) time = ObserveState.Read(SingleObject.Body(record.Value)).StreamTimeMs;
        });
        return time;
    }

    private static Check Lag(DataFolder folder, LogReport report, bool isShared)
    {
        long lag = report.Groups.Sum(group => group.Lag);
        if (lag == 0) return Check.Ok("lag", "every group has read to the end");
        string worst = string.Join(", ", report.Groups.Where(group => group.Lag > 0)
            .GroupBy(group => $"{group.Group} of {group.Partition.Topic}")
            .Select(group => $"{group.Key} {Number(group.Sum(g => g.Lag))}"));
        if (isShared) return Check.Ok("lag", $"{worst} records to go; ask again in a while: where it does not fall, start houle run");
        return RunningFile.Read(folder.Path) is not null
            ? Check.Ok("lag", $"{worst} records to go, and a houle is at work on them")
            : Check.Failed("lag", $"{worst} records to go, and no houle runs on this folder", "start the command that wrote them again");
    }

    private static Check Identity(Events.Stream stream, Account account)
    {
        string name = $"accounting of {Accounts.NameOf(stream)}";
        if (account.Lost != 0)
        {
            return Check.Failed(
                name, $"{Number(account.Read)} read and {Number(account.Lost)} of them unaccounted for",
                "this is a fault of Houle: please report it, with this folder");
        }
        if (account.AcceptedWeight != account.LeafWeight)
        {
            return Check.Failed(
                name, $"accepted weight is {Millionths(account.AcceptedWeight)}, and {Millionths(account.LeafWeight)} is in the leaf cells",
                "this is a fault of Houle: please report it, with this folder");
        }
        return Check.Ok(
            name,
            $"{Number(account.Read)} read = {Number(account.Accepted)} accepted ({Number(account.Late)} late) + " +
            $"{Number(account.Duplicates)} duplicates + {Number(account.DeadLettered)} dead letters + {Number(account.Other)} other");
    }

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Millionths(long value) => (value / 1e6m).ToString("#,0.######", CultureInfo.InvariantCulture);
}

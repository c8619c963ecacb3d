using System.Diagnostics;
using System.Globalization;
using Houle.Streams.Detect;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Bench.Weeks;

/// <summary>What the detectors' checkpoints cost in a run, and what a restart at its end has to do.</summary>
internal sealed record CheckpointCost(long SourceBytes, long WrittenBytes, long StateBytes, long AgainBytes, double RestoreSeconds)
{
    public static CheckpointCost Of(MemoryLog log, TopologyOptions topology, IEnumerable<IStreamTask> tasks)
    {
        List<DetectTask> detects = [.. tasks.OfType<DetectTask>()];
        long source = 0, again = 0;
        foreach (DetectTask task in detects)
        {
            long low = log.Position(task.Group, task.Source)!.Value.Low;
            log.Scan(task.Source, (scoped in RecordView record) =>
            {
                source += record.Value.Length;
                again += record.Offset >= low ? record.Value.Length : 0;
            });
        }

        Stopwatch watch = Stopwatch.StartNew();
        for (int partition = 0; partition < detects.Count; partition++) new DetectTask(topology, partition).Restore(log);
        return new CheckpointCost(
            source, detects.Sum(task => task.CheckpointBytes), detects.Sum(task => task.StateBytes), again, watch.Elapsed.TotalSeconds);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"checkpoints of the first week: state {StateBytes / 1e6:0.0} MB; {WrittenBytes / 1e6:0.0} MB written for {SourceBytes / 1e6:0.0} MB of houle.activity; a restart at the end reads {AgainBytes / 1e6:0.0} MB again, {RestoreSeconds:0.00} s");
}

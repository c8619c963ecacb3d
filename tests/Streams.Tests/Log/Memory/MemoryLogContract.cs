using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Tests.Log.Contract;

namespace Houle.Streams.Tests.Log.Memory;

/// <summary>The contract of the log, on memory.</summary>
public sealed class MemoryLogContract : LogContract
{
    protected override ILog Create(int segmentBytes, int recordBytesMax) =>
        new MemoryLog(Time, new MemoryLogOptions { SegmentBytes = segmentBytes, RecordBytesMax = recordBytesMax });
}

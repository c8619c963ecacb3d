using Houle.Streams.Log;
using Houle.Streams.Tests.Log.Contract;

namespace Houle.Streams.Embedded.Tests;

/// <summary>The contract of the log, on a folder; closing and opening again must change nothing.</summary>
public sealed class EmbeddedLogContract : LogContract
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedLogOptions _options = new();
    private string _current = "";
    private int _count;

    protected override int ModelSequences => 60;

    protected override ILog Create(int segmentBytes, int recordBytesMax)
    {
        _options = new EmbeddedLogOptions { SegmentBytes = segmentBytes, RecordBytesMax = recordBytesMax };
        _current = Path.Combine(_folder.Path, $"{++_count}");
        return EmbeddedLog.Open(_current, Time, _options);
    }

    protected override ILog Reopen(ILog log)
    {
        log.Dispose();
        return EmbeddedLog.Open(_current, Time, _options);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}

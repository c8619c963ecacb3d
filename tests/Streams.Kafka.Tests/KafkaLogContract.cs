using Houle.Streams.Log;
using Houle.Streams.Tests.Log.Contract;

[assembly: AssemblyFixture(typeof(Houle.Tests.Support.KafkaBroker))]

namespace Houle.Streams.Kafka.Tests;

/// <summary>The contract of the log, on a real broker; closing and opening again must change nothing.</summary>
public sealed class KafkaLogContract(KafkaBroker broker) : LogContract
{
    private KafkaLogOptions? _options;

    protected override bool OffsetsHaveGaps => true;

    protected override bool EnforcesRetention => false;

    protected override bool SeesCommitsAtOnce => false;

    protected override ILog Create(int segmentBytes, int recordBytesMax)
    {
        string name = $"t{Guid.NewGuid():N}";
        _options = new KafkaLogOptions
        {
            Bootstrap = broker.Bootstrap, Name = name, TopicPrefix = $"{name}.", RecordBytesMax = recordBytesMax,
        };
        return KafkaLog.Open(_options, Time);
    }

    protected override ILog Reopen(ILog log)
    {
        log.Dispose();
        return KafkaLog.Open(_options!, Time);
    }
}

using Houle.Avro.Binary;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.State;
using Houle.Streams.Tests.Log.Contract;

namespace Houle.Streams.Tests.State;

/// <summary>A source of numbers is summed by part; the owner dies at any commit and another goes on.</summary>
public sealed class CheckpointsTests(ITestOutputHelper output)
{
    private const string Group = "sums";
    private static readonly TopicPartition Source = new("houle.numbers", 0), Changelog = new("houle.numbers-changelog", 0);

    [Theory]
    [InlineData(3, 20)] // a round is done in a commit
    [InlineData(12, 300_000)] // and in many, in many pieces a part
    public void State_restored_at_any_commit_equals_the_one_that_was_lost(int parts, int partBytes)
    {
        long written = 0, readAgain = 0, taken = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            Random random = new(seed);
            using MemoryLog log = new(new ManualTime(), new MemoryLogOptions { SegmentBytes = 256 });
            log.EnsureTopic(new TopicDefinition(Source.Topic, 1));
            log.EnsureTopic(new TopicDefinition(Changelog.Topic, 1));
            using ILogProducer producer = log.OpenProducer("test");
            long[] expected = new long[parts];
            Summer summer = new(parts, partBytes, log);
            for (int commits = 0; commits < 120; commits++)
            {
                CommitBatch batch = new();
                for (int i = random.Next(40); i >= 0; i--)
                {
                    int number = random.Next(1, 1_000_000);
                    expected[number % parts] += number;
                    batch.Append(Source, 1, default, BitConverter.GetBytes(number));
                }

                producer.Commit(batch);
                batch.Clear();
                taken += summer.TakeAll(log);
                summer.Flush(batch);
                producer.Commit(batch);
                summer.Committed(batch);
                if (random.Next(4) > 0) continue;
                written += summer.Written;
                summer = new Summer(parts, partBytes, log);
                readAgain += summer.ReadAgain;
                summer.Sums.ShouldBe(expected, $"seed {seed}, commit {commits}");
            }

            log.EnforceRetention();
            log.Range(Changelog).Start.ShouldBeGreaterThan(0, $"seed {seed}: nothing was trimmed");
        }

        output.WriteLine($"{taken} numbers taken, {readAgain} read again, {written} bytes of checkpoints");
    }

    private sealed class Summer : ICheckpointed
    {
        private readonly int _partBytes;
        private readonly long[] _lastOffset;
        private readonly Checkpoints _checkpoints;
        private long _next;

        public Summer(int parts, int partBytes, MemoryLog log)
        {
            _partBytes = partBytes;
            Sums = new long[parts];
            _lastOffset = new long[parts];
            Array.Fill(_lastOffset, -1);
            _checkpoints = new Checkpoints(Changelog, this) { RoundBytesMin = 400 };
            GroupPosition position = log.Position(Group, Source) ?? default;
            _checkpoints.Restore(log, Source, position.Low);
            ReadAgain = position.Next - position.Low;
            log.Scan(Source, new OffsetRange(position.Low, position.Next), (scoped in RecordView record) => Take(record));
            _next = position.Next;
        }

        public long[] Sums { get; }

        public long ReadAgain { get; }

        public long Written => _checkpoints.WrittenBytes;

        public int Parts => Sums.Length;

        public long StateBytes => 400;

        public long TakeAll(MemoryLog log)
        {
            long start = _next, end = log.Range(Source).End;
            log.Scan(Source, new OffsetRange(start, end), (scoped in RecordView record) => Take(record));
            _next = end;
            return end - start;
        }

        public void Flush(CommitBatch commit)
        {
            _checkpoints.Write(commit, _next);
            commit.SetPosition(Group, Source, new GroupPosition(_next, _checkpoints.Low));
        }

        public void Committed(CommitBatch commit) => _checkpoints.Committed(commit);

        public void WriteHeader(ByteBuffer to) => new AvroWriter(to).WriteLong(Sums.Length);

        public void ReadHeader(ReadOnlySpan<byte> header) => new AvroReader(header).ReadLong().ShouldBe(Sums.Length);

        public void WritePart(int part, ByteBuffer to)
        {
            AvroWriter writer = new(to);
            writer.WriteLong(part);
            writer.WriteLong(_lastOffset[part]);
            writer.WriteLong(Sums[part]);
            writer.WriteBytes(new byte[_partBytes]);
        }

        public void ReadPart(ReadOnlySpan<byte> part)
        {
            AvroReader from = new(part);
            int number = (int)from.ReadLong();
            (_lastOffset[number], Sums[number]) = (from.ReadLong(), from.ReadLong());
            from.ReadBytes().Length.ShouldBe(_partBytes);
        }

        private void Take(scoped in RecordView record)
        {
            _checkpoints.Took(record.Value.Length);
            int number = BitConverter.ToInt32(record.Value);
            int part = number % Sums.Length;
            if (record.Offset <= _lastOffset[part]) return;
            _lastOffset[part] = record.Offset;
            Sums[part] += number;
        }
    }
}

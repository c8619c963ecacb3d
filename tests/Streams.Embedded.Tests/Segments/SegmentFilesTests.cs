using Houle.Streams.Embedded.Segments;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Tests.Segments;

public sealed class SegmentFilesTests
{
    [Fact]
    public async Task Files_over_the_bound_are_closed_and_opened_again_under_concurrent_readers()
    {
        using TemporaryFolder folder = new();
        Segment[] segments = [.. Enumerable.Range(0, 10).Select(i =>
            new Segment(new TopicPartition("t", 0), i, Path.Combine(folder.Path, $"{i}")))];
        for (int i = 0; i < segments.Length; i++) File.WriteAllBytes(segments[i].Path, [(byte)i]);
        using SegmentFiles files = new(filesMax: 2);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            Random random = new(seed);
            byte[] one = new byte[1];
            for (int n = 0; n < 2000; n++)
            {
                int i = random.Next(segments.Length);
                files.Read(segments[i], one, 0).ShouldBe(1);
                one[0].ShouldBe((byte)i);
            }
        })));
        files.Dispose();
        Should.Throw<ObjectDisposedException>(() => files.Read(segments[0], new byte[1], 0));
    }
}

using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Tests;

public sealed class RecoveryTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Segment_longer_than_committed_is_cut_back()
    {
        _folder.Write(3);
        long committed = new FileInfo(_folder.SegmentFiles[0]).Length;
        File.AppendAllText(_folder.SegmentFiles[0], "what a crash left");
        using EmbeddedLog log = _folder.Open();
        new FileInfo(_folder.SegmentFiles[0]).Length.ShouldBe(committed);
        using ILogProducer producer = log.OpenProducer("p");
        producer.Commit(LogFolder.BatchOf(LogFolder.T0, "next"));
        LogFolder.ValuesOf(log, LogFolder.T0).ShouldBe(["value 0", "value 1", "value 2", "next"]);
    }

    [Fact]
    public void Segment_shorter_than_committed_is_an_error_that_names_it()
    {
        _folder.Write(3);
        string path = _folder.SegmentFiles[0];
        using (FileStream file = new(path, FileMode.Open)) file.SetLength(file.Length - 1);
        string message = Should.Throw<LogCorruptException>(() => _folder.Open()).Message;
        message.ShouldContain(path);
        message.ShouldContain("were committed");
    }

    [Fact]
    public void Segment_that_is_missing_is_an_error_that_names_it()
    {
        _folder.Write(3);
        string path = _folder.SegmentFiles[0];
        File.Delete(path);
        Should.Throw<LogCorruptException>(() => _folder.Open()).Message.ShouldContain($"{path} is missing");
    }

    [Fact]
    public void Files_that_no_commit_knows_are_deleted()
    {
        _folder.Write(3);
        string topic = Path.GetDirectoryName(_folder.SegmentFiles[0])!;
        File.WriteAllText(Path.Combine(topic, "0000-0000000000000000003.log"), "made for a commit that never was");
        File.WriteAllText(Path.Combine(topic, "0002-0000000000000000000.index"), "left by retention");
        using EmbeddedLog log = _folder.Open();
        Directory.EnumerateFiles(topic).ShouldBe(
            [_folder.SegmentFiles[0], Path.ChangeExtension(_folder.SegmentFiles[0], ".index")], ignoreOrder: true);
        LogFolder.ValuesOf(log, LogFolder.T0).Count.ShouldBe(3);
    }

    [Fact]
    public void Folder_without_its_commit_store_is_refused_and_its_segments_are_kept()
    {
        _folder.Write(3);
        foreach (string file in Directory.EnumerateFiles(_folder.Path, "commits.db*")) File.Delete(file);
        Should.Throw<LogCorruptException>(() => _folder.Open()).Message.ShouldContain("commits.db is missing");
        _folder.SegmentFiles.Count.ShouldBe(1);
    }

    [Fact]
    public void Commit_store_that_is_damaged_is_named()
    {
        _folder.Write(3);
        string store = Path.Combine(_folder.Path, "commits.db");
        byte[] bytes = File.ReadAllBytes(store);
        bytes.AsSpan(100, bytes.Length - 100).Fill(0xAB);
        File.WriteAllBytes(store, bytes);
        Should.Throw<LogCorruptException>(() => _folder.Open()).Message.ShouldContain(store);
        File.WriteAllText(store, "no database at all, and long enough to be looked at: " + new string('x', 200));
        Should.Throw<LogCorruptException>(() => _folder.Open()).Message.ShouldContain(store);
    }

    [Fact]
    public void Folder_of_another_format_is_refused()
    {
        _folder.Write(1);
        Sql.Execute(_folder.Path, "PRAGMA user_version=99");
        Should.Throw<LogException>(() => _folder.Open()).Message.ShouldContain("has format 99");
    }

    /// <summary>Opening reads no segment: every byte of them is damaged, and only a read finds out.</summary>
    [Fact]
    public void Opening_reads_no_segment()
    {
        _folder.Write(50, segmentBytes: 200);
        foreach (string path in _folder.SegmentFiles) File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
        using EmbeddedLog log = _folder.Open();
        log.Range(LogFolder.T0).ShouldBe(new OffsetRange(0, 50));
        Should.Throw<LogCorruptException>(() => log.Read(LogFolder.T0, 0, new RecordBatch()))
            .Message.ShouldContain(_folder.SegmentFiles[0]);
    }

    [Fact]
    public void Folder_in_use_is_refused_with_the_owner_and_free_again_when_it_closes()
    {
        using (EmbeddedLog log = _folder.Open())
        {
            Should.Throw<LogException>(() => _folder.Open())
                .Message.ShouldContain($"{_folder.Path} is in use by process {Environment.ProcessId}");
            log.Range(LogFolder.T0).Count.ShouldBe(0);
        }
        using EmbeddedLog next = _folder.Open();
    }

    [Fact]
    public void Producer_of_an_earlier_life_is_fenced_by_epochs_that_only_rise()
    {
        for (int life = 1; life <= 3; life++)
        {
            using (EmbeddedLog log = _folder.Open()) log.OpenProducer("p").Dispose();
            Sql.Scalar(_folder.Path, "SELECT epoch FROM producer WHERE id = 'p'").ShouldBe(life);
        }
    }
}

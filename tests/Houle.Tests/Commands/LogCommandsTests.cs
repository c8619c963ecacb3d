using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Tests.Support;

namespace Houle.Tests.Commands;

/// <summary>houle topics and houle tail on a real folder that another process owns at the same time.</summary>
public sealed class LogCommandsTests : IDisposable
{
    private const int Records = 25;

    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedLog _owner;

    public LogCommandsTests()
    {
        Directory.CreateDirectory(_folder.File("log"));
        _owner = EmbeddedLog.Open(_folder.File("log"), TimeProvider.System);
        _owner.EnsureTopic(new TopicDefinition("houle.social", 2));
        _owner.EnsureTopic(new TopicDefinition("houle.control", 1));
        using ILogProducer producer = _owner.OpenProducer("test");
        var batch = new CommitBatch();
        var value = new ByteBuffer(64);
        for (int i = 0; i < Records; i++)
        {
            value.Clear();
            new Progress { StreamTimeMs = i }.WriteSingleObject(value);
            batch.Append(new TopicPartition("houle.social", 0), CommitBatch.StampAtCommit, "progress"u8, value.Written);
        }
        batch.SetPosition("observe", new TopicPartition("houle.social", 0), new GroupPosition(20, 20));
        producer.Commit(batch);
    }

    public void Dispose()
    {
        _owner.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Topics_beside_the_owner_shows_records_and_lag()
    {
        ShellResult text = await Cli.Run("topics", "--data", _folder.Path);
        ShellResult json = await Cli.Run("topics", "--data", _folder.Path, "--json");

        text.ExitCode.ShouldBe(0, text.ToString());
        text.Output.ShouldMatch(@"houle\.social +2 +25 +[1-9][0-9,]* +observe +5\n");
        JsonNode.Parse(json.Output)!["topics"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Tail_shows_the_last_records_with_position_and_key()
    {
        ShellResult result = await Cli.Run("tail", "houle.social", "--count", "2", "--data", _folder.Path);

        result.Output.ShouldBe(
            """
            houle.social/0@23  progress  Progress  {"stream_time":"1970-01-01T00:00:00.023Z"}
            houle.social/0@24  progress  Progress  {"stream_time":"1970-01-01T00:00:00.024Z"}

            """, result.ToString());
    }

    [Fact]
    public async Task Tail_from_an_offset_as_json_gives_one_object_a_line()
    {
        ShellResult result = await Cli.Run(
            "tail", "houle.social", "--from", "3", "--count", "4", "--partition", "0", "--json", "--data", _folder.Path);

        JsonNode[] lines = [.. result.Output.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!)];
        lines.Select(line => line["offset"]!.GetValue<long>()).ShouldBe([3, 4, 5, 6]);
        lines[0]["type"]!.GetValue<string>().ShouldBe("Progress");
    }

    [Theory]
    [InlineData("houle.socal", "", "houle: there is no topic 'houle.socal'; did you mean 'houle.social'?\n")]
    [InlineData("houle.social", "--from=-3", "houle: --from is -3; it must be an offset from 0 on, or end\n")]
    [InlineData("houle.social", "--partition=2", "houle: --partition is 2; houle.social has 0 to 1\n")]
    public async Task Tail_of_what_is_not_there_exits_2(string topic, string option, string error)
    {
        ShellResult result = await Cli.Run(
            [.. ((string[])["tail", topic, option, "--data", _folder.Path]).Where(argument => argument.Length > 0)]);

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldBe(error);
    }

    [Fact]
    public async Task Topics_of_an_empty_folder_exits_3()
    {
        using var empty = new TemporaryFolder();
        ShellResult result = await Cli.Run("topics", "--data", empty.Path);

        result.ExitCode.ShouldBe(3);
        result.Error.ShouldContain("holds no log yet");
    }
}

using System.CommandLine;
using System.Globalization;
using Houle.Avro.Registry;
using Houle.Avro.Schemas;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Decoding;
using Houle.Hosting;
using Houle.Streams.Log;

namespace Houle.Commands.Tail;

/// <summary>Shows records of a topic, decoded; works beside a running houle.</summary>
internal sealed class TailCommand : HouleCommand
{
    private readonly Argument<string> _topic = new("TOPIC") { Description = "Name of the topic, such as houle.city-windows" };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "First offset of each partition, or 'end' for what comes from now on; without it the last COUNT records",
        HelpName = "N|end",
    };

    private readonly Option<int?> _count = new("--count")
    {
        Description = "Records to show (default 10; with --from, until interrupted)",
        HelpName = "N",
    };

    private readonly Option<int?> _partition = new("--partition") { Description = "Only this partition", HelpName = "N" };
    private readonly Option<string?> _schema = new("--schema")
    {
        Description = "Avro schema of values that carry no fingerprint, or an id for which no registry is configured",
        HelpName = "FILE.avsc",
    };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line" };
    private readonly Option<string?> _data = DataFolder.Option();

    public TailCommand()
        : base(
            "tail", "Records of a topic, decoded to JSON, with key and position",
            "./houle tail houle.city-windows --count 3 --data .houle/demo")
    {
        Add(_topic);
        foreach (Option option in (Option[])[_from, _count, _partition, _schema, _json, _data]) Add(option);
    }

    protected override Task<int> Run(CommandContext context)
    {
        HouleConfig config = context.LoadConfig();
        using ILog log = LogAccess.OpenToLook(config, DataFolder.Of(context, _data));
        var tail = new TopicTail(log, Partitions(log, context));
        using SchemaRegistryClient? registry = RegistryAccess.Client(config);
        var decoder = new RecordDecoder(GivenSchema(context), registry);
        bool asJson = context.Get(_json);
        int? count = context.Get(_count);
        switch (context.Get(_from))
        {
            case null:
                tail.SeekLast(count ??= 10);
                break;
            case "end":
                tail.SeekEnd();
                break;
            case var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long offset):
                tail.SeekOffset(offset);
                break;
            case var text:
                throw CommandException.Usage($"--from is {text}; it must be an offset from 0 on, or end");
        }
        // Without --from it shows what is there; with it, it follows.
        bool follow = context.Get(_from) is not null;
        tail.Run(Show, count ?? int.MaxValue, follow, context.Cancel);
        return Task.FromResult(ExitCodes.Done);

        void Show(TopicPartition partition, RecordView record)
        {
            DecodedRecord decoded = decoder.Decode(record);
            context.Out.WriteLine(asJson
                ? Json.Line(decoded.ToJson(partition, record.Offset, record.TimestampMs))
                : decoded.ToText(partition, record.Offset));
        }
    }

    private Schema? GivenSchema(CommandContext context)
    {
        if (context.Get(_schema) is not { } file) return null;
        if (!File.Exists(file)) throw CommandException.Usage($"--schema is {file}, which does not exist");
        try
        {
            return Schema.Parse(File.ReadAllText(file));
        }
        catch (SchemaException e)
        {
            throw CommandException.Usage($"{file}:{e.Message}");
        }
    }

    private IReadOnlyList<TopicPartition> Partitions(ILog log, CommandContext context)
    {
        string name = context.Get(_topic)!;
        TopicDescription topic = log.Topics.FirstOrDefault(t => t.Definition.Name == name)
            ?? throw NoSuchTopic(log, name);
        int partitions = topic.Definition.Partitions;
        if (context.Get(_partition) is not { } only) return [.. Enumerable.Range(0, partitions).Select(i => new TopicPartition(name, i))];
        if (only < 0 || only >= partitions)
            throw CommandException.Usage($"--partition is {only}; {name} has 0 to {partitions - 1}");
        return [new TopicPartition(name, only)];
    }

    private static CommandException NoSuchTopic(ILog log, string name)
    {
        string hint = Suggestion.For(name, log.Topics.Select(topic => topic.Definition.Name));
        return CommandException.Usage($"there is no topic '{name}'{(hint.Length > 0 ? hint : "; houle topics lists them")}");
    }
}

using System.CommandLine;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Streams.Log;

namespace Houle.Commands.Topics;

/// <summary>Shows what the log holds and how far every group has read; works beside a running houle.</summary>
internal sealed class TopicsCommand : HouleCommand
{
    private readonly Option<bool> _json = JsonOption();
    private readonly Option<bool> _partitions = new("--partitions") { Description = "One line a partition" };
    private readonly Option<string?> _data = DataFolder.Option();

    public TopicsCommand()
        : base("topics", "Topics of the log: partitions, offsets, bytes, groups and their lag", "./houle topics --data .houle/demo")
    {
        Add(_data);
        Add(_partitions);
        Add(_json);
    }

    protected override Task<int> Run(CommandContext context)
    {
        DataFolder folder = DataFolder.Of(context, _data);
        HouleConfig config = context.LoadConfig();
        using ILog log = LogAccess.OpenToLook(config, folder);
        LogReport report = LogReport.Of(log, config.Kafka.Bootstrap is null ? SegmentSizes.Of(folder.Log) : null);
        if (context.Get(_json)) context.Out.WriteLine(Json.Document(report.ToJson()));
        else context.Out.Write(report.ToText(context.Get(_partitions)));
        return Task.FromResult(ExitCodes.Done);
    }
}

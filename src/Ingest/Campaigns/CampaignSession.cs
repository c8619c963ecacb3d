using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Files;
using Houle.Ingest.Places;
using Houle.Ingest.Privacy;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Ingest.Campaigns;

/// <summary>What became of the campaigns of some files.</summary>
/// <param name="Written">New, or other than what the topic held.</param>
/// <param name="Unchanged">The topic holds them as they are.</param>
/// <param name="Refused">Dead letters: <c>file:line: id: what is wrong</c>.</param>
public sealed record CampaignReport(int Written, int Unchanged, IReadOnlyList<string> Refused);

/// <summary>Brings campaigns from files into houle.campaigns, keyed by id. The same files again change nothing; a campaign that
/// changed is written again, and the latest counts.</summary>
/// <remarks>A campaign that cannot be taken is a dead letter with where and why, and without its bytes: they name people and what they
/// are paid, and the file is at hand. All of one call is one transaction.</remarks>
public sealed class CampaignSession(ILog log, PseudonymKeys keys, Catalogue catalogue, Gazetteer gazetteer)
{
    public const int CampaignsMax = 100_000;
    private const long FileBytesMax = 64 << 20;
    private static readonly byte[] Source = "feed:campaigns"u8.ToArray();
    private static readonly TopicPartition Campaigns = new(TopicNames.Campaigns, 0), DeadLetters = new(TopicNames.DeadLetters, 0);

    /// <param name="paths">YAML, JSON, JSON lines or CSV by their names' ends, plain or gzip.</param>
    /// <exception cref="IngestException">A file cannot be read, or is none of these: nothing is written.</exception>
    public CampaignReport Run(IEnumerable<string> paths)
    {
        List<(string File, CampaignDraft Draft)> drafts = [.. paths.SelectMany(path => Read(path).Select(draft => (path, draft)))];
        Dictionary<string, byte[]> held = Held();
        CampaignCheck check = new(new Pseudonyms(keys), catalogue, gazetteer);
        CommitBatch batch = new();
        ByteBuffer record = new(1024);
        List<string> refused = [];
        int written = 0, unchanged = 0;
        foreach ((string file, CampaignDraft draft) in drafts)
        {
            record.Clear();
            IReadOnlyList<string> faults = check.Write(draft, record, out byte[] id);
            string name = Encoding.UTF8.GetString(id);
            if (faults.Count > 0)
            {
                refused.Add($"{file}:{draft.Line}: {(name.Length > 0 ? name + ": " : "")}{string.Join("; ", faults)}");
                Refuse(file, draft.Line, refused[^1], batch);
            }
            else if (held.TryGetValue(name, out byte[]? known) && record.Written.SequenceEqual(known))
            {
                unchanged++;
            }
            else
            {
                held[name] = record.Written.ToArray();
                batch.Append(Campaigns, CommitBatch.StampAtCommit, id, record.Written);
                written++;
            }
        }

        if (!batch.IsEmpty)
        {
            using ILogProducer producer = log.OpenProducer("ingest-campaigns");
            producer.Commit(batch);
        }

        return new CampaignReport(written, unchanged, refused);
    }

    private static IEnumerable<CampaignDraft> Read(string path)
    {
        InputFile file = InputFile.Inspect(path);
        string name = file.IsGzip && path.EndsWith(".gz", StringComparison.Ordinal) ? path[..^3] : path;
        return Path.GetExtension(name) switch
        {
            ".csv" => CampaignCsv.Read(file, CampaignsMax),
            ".yaml" or ".yml" or ".json" => Bounded(path, CampaignYaml.Read(path, Text(file))),
            ".jsonl" or ".ndjson" => Bounded(path, Text(file).Split('\n').Select((line, at) => (line, at)).Where(line => !string.IsNullOrWhiteSpace(line.line))
                .Select(line => CampaignYaml.ReadLine(line.line, line.at + 1))),
            _ => throw new IngestException($"{path}: campaigns are read from .yaml, .json, .jsonl and .csv"),
        };
    }

    private static List<CampaignDraft> Bounded(string path, IEnumerable<CampaignDraft> drafts)
    {
        List<CampaignDraft> list = [.. drafts.Take(CampaignsMax + 1)];
        return list.Count <= CampaignsMax ? list : throw new IngestException($"{path}: a file has at most {CampaignsMax} campaigns");
    }

    private static string Text(InputFile file)
    {
        using System.IO.Stream stream = file.Open();
        using MemoryStream bytes = new();
        byte[] block = new byte[1 << 16];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            bytes.Write(block, 0, read);
            if (bytes.Length > FileBytesMax) throw new IngestException($"{file.Path}: it has more than {FileBytesMax >> 20} MiB; cut it");
        }

        ReadOnlySpan<byte> text = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        return Encoding.UTF8.GetString(text[file.CheckEncoding(text)..]);
    }

    private Dictionary<string, byte[]> Held()
    {
        Dictionary<string, byte[]> held = new(StringComparer.Ordinal);
        log.Scan(Campaigns, (scoped in RecordView record) =>
        {
            if (record.IsTombstone) held.Remove(Encoding.UTF8.GetString(record.Key));
            else held[Encoding.UTF8.GetString(record.Key)] = record.Value.ToArray();
        });
        return held;
    }

    private static void Refuse(string file, long line, string detail, CommitBatch batch)
    {
        DeadLetter letter = new()
        {
            Stream = Events.Stream.Social, Reason = "invalid"u8, Detail = Encoding.UTF8.GetBytes(detail), Source = Source, Partition = 0,
            Position = line, File = Encoding.UTF8.GetBytes(Path.GetFileName(file)),
        };
        letter.WriteSingleObject(batch.Begin(DeadLetters, CommitBatch.StampAtCommit, Source));
        batch.End();
    }
}

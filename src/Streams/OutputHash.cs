using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Streams;

/// <summary>The SHA-256 of everything that came out: equal whenever the sources and the configuration are (contract C1).</summary>
/// <remarks>
/// The digests of all city windows, audience results, growth of creators, post events, trends, signals, alerts and dead letters, sorted, then the accounts summed by source, partition and hour. Left
/// out is provenance: keys, offsets and timestamps of the records themselves, and where in a source partition a dead letter
/// stood (one log numbers its records otherwise than another). Holds 32 bytes a result record.
/// </remarks>
public static class OutputHash
{
    private const int DigestBytes = 32;

    /// <returns>64 hexadecimal digits, lower case.</returns>
    public static string Of(ILog log)
    {
        List<byte[]> digests = [];
        SortedDictionary<string, long[]> accounts = new(StringComparer.Ordinal);
        using IncrementalHash one = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (TopicDescription topic in log.Topics)
        {
            switch (topic.Definition.Name)
            {
                case TopicNames.CityWindows:
                case TopicNames.Trends:
                case TopicNames.Signals:
                case TopicNames.AudienceQuality:
                case TopicNames.CreatorGrowth:
                case TopicNames.PostEvents:
                    Scan(log, topic, value => digests.Add(SHA256.HashData(value)));
                    break;
                case TopicNames.Alerts:
                    Scan(log, topic, value => digests.Add(DigestOf(AlertCodec.Read(value))));
                    break;
                case TopicNames.DeadLetters:
                    Scan(log, topic, value => digests.Add(DigestOf(DeadLetter.Read(SingleObject.Body(value)), one)));
                    break;
                case TopicNames.Accounting:
                    Scan(log, topic, value => AddTo(accounts, Accounting.Read(SingleObject.Body(value))));
                    break;
            }
        }

        digests.Sort((a, b) => a.AsSpan().SequenceCompareTo(b));
        using IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] digest in digests) all.AppendData(digest);
        foreach ((string key, long[] sums) in accounts)
            all.AppendData(Encoding.UTF8.GetBytes($"{key}|{string.Join('|', sums)}\n"));
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private delegate void Visit(ReadOnlySpan<byte> value);

    private static void Scan(ILog log, TopicDescription topic, Visit visit)
    {
        for (int partition = 0; partition < topic.Definition.Partitions; partition++)
            log.Scan(new TopicPartition(topic.Definition.Name, partition), (scoped in RecordView record) => visit(record.Value));
    }

    /// <summary>Without the hash of the configuration, which is provenance.</summary>
    private static byte[] DigestOf(AlertRecord alert) =>
        SHA256.HashData(AlertCodec.Write(alert with { Evidence = alert.Evidence with { Configuration = "" } }));

    private static byte[] DigestOf(scoped in DeadLetter letter, IncrementalHash hash)
    {
        Span<byte> numbers = stackalloc byte[24];
        BinaryPrimitives.WriteInt32LittleEndian(numbers, (int)letter.Stream);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], letter.Partition);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], letter.HasFile ? letter.Position : -1);
        hash.AppendData(numbers);
        AppendField(hash, letter.Reason);
        AppendField(hash, letter.Detail);
        AppendField(hash, letter.Source);
        AppendField(hash, letter.File);
        AppendField(hash, letter.Key);
        AppendField(hash, letter.Value);
        byte[] digest = new byte[DigestBytes];
        hash.GetHashAndReset(digest);
        return digest;
    }

    private static void AppendField(IncrementalHash hash, ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, field.Length);
        hash.AppendData(length);
        hash.AppendData(field);
    }

    private static void AddTo(SortedDictionary<string, long[]> accounts, scoped in Accounting account)
    {
        string key = $"{account.Stream}|{Encoding.UTF8.GetString(account.Source)}|{account.Partition}|{account.HourMs}";
        if (!accounts.TryGetValue(key, out long[]? sums)) accounts[key] = sums = new long[8];
        sums[0] += account.ReadValue;
        sums[1] += account.Accepted;
        sums[2] += account.Late;
        sums[3] += account.Duplicates;
        sums[4] += account.DeadLettered;
        sums[5] += account.Other;
        sums[6] += account.AcceptedWeight;
        sums[7] += account.LeafWeight;
    }
}

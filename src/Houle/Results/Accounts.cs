using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;

namespace Houle.Results;

/// <summary>The accounts of all five streams, summed from houle.accounting.</summary>
internal static class Accounts
{
    /// <summary>One entry a stream, zeros where nothing came.</summary>
    public static IReadOnlyDictionary<Events.Stream, Account> Of(ILog log)
    {
        var accounts = Enum.GetValues<Events.Stream>().ToDictionary(stream => stream, _ => default(Account));
        TopicScan.Topic(log, "houle.accounting", (_, record) =>
        {
            Accounting row = Accounting.Read(SingleObject.Body(record.Value));
            accounts[row.Stream] += new Account(
                row.ReadValue, row.Accepted, row.Late, row.Duplicates, row.DeadLettered, row.Other, row.AcceptedWeight, row.LeafWeight);
        });
        return accounts;
    }

    /// <summary>A stream's name in JSON documents and in ClickHouse: lower case with underscores.</summary>
    public static string NameOf(Events.Stream stream) => Configuration.ConfigText.Of(stream);
}

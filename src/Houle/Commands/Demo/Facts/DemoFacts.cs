using Houle.Ingest.Catalogues;
using Houle.Sinks.Client;

namespace Houle.Commands.Demo.Facts;

/// <summary>What the detectors find in the real data once all of it is there: each line a true fact of its time and place.</summary>
internal static class DemoFacts
{
    public static async Task<IReadOnlyList<DemoFact>> Find(ClickHouseClient client, string run, Catalogue catalogue, CancellationToken cancel)
    {
        Task<IReadOnlyList<CountedRow>> Ask(string query) =>
            client.QueryAsync(query, CountedRowJson.Default.CountedRow, cancel, new KeyValuePair<string, string>("run", run));
        DemoFact?[] found =
        [
            SoundFact.Find(await Ask(SoundFact.Query), catalogue),
            EarthquakeFact.Find(await Ask(EarthquakeFact.Query)),
            StreetFact.Find(await Ask(StreetFact.Query)),
        ];
        return [.. found.OfType<DemoFact>()];
    }
}

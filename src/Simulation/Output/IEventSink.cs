using Houle.Ingest.Feeds;

namespace Houle.Simulation.Output;

/// <summary>Takes a simulation's events in the order of their arrival.</summary>
public interface IEventSink
{
    /// <param name="arrivedAtMs">Never falls from one call to the next.</param>
    /// <param name="body">The event by its schema, without a header; valid during the call.</param>
    void Take(EventKind kind, long arrivedAtMs, ReadOnlySpan<byte> body);
}

using Houle.Avro.Resolution;

namespace Houle.Streams.Observe;

/// <summary>What stands behind the ids of Confluent's framing.</summary>
public interface IRegisteredSchemas
{
    /// <summary>The schema of an id, and how today's schema of its name reads it; asked for every record, so it answers from memory.</summary>
    /// <param name="id">As the record's frame has it.</param>
    /// <param name="problem">Why there is none: the reason of the dead letter.</param>
    /// <returns>Null when the registry knows no such id, or nothing of ours reads what it names.</returns>
    /// <exception cref="Log.LogUnavailableException">The registry does not answer, and the id was not met before: nothing is known of
    /// the record, so it waits.</exception>
    KnownSchema? Find(int id, out string problem);
}

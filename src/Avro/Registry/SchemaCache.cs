using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Houle.Avro.Registry;

/// <summary>Schemas by id, bounded; ids that are unknown, for a while; and one request at a time for each that is missing.</summary>
internal sealed class SchemaCache(int schemasMax, TimeSpan unknownKept, TimeProvider time)
{
    /// <summary>Unknown ids remembered: enough for any mistake, small enough for any attack.</summary>
    private const int UnknownMax = 1_000;

    private readonly ConcurrentDictionary<int, RegisteredSchema> _known = new();
    private readonly Lock _gate = new();
    private readonly Queue<int> _order = new();
    private readonly Dictionary<int, (long Since, RegistryException Error)> _unknown = [];
    private readonly Dictionary<int, Task<RegisteredSchema>> _asked = [];

    public bool TryGet(int id, [NotNullWhen(true)] out RegisteredSchema? schema) => _known.TryGetValue(id, out schema);

    public void Add(RegisteredSchema schema)
    {
        lock (_gate)
        {
            _unknown.Remove(schema.Id);
            bool isNew = !_known.ContainsKey(schema.Id);
            _known[schema.Id] = schema;
            if (!isNew) return;
            _order.Enqueue(schema.Id);
            if (_order.Count > schemasMax) _known.TryRemove(_order.Dequeue(), out _);
        }
    }

    /// <summary>The task that fetches an id, shared by all who wait for it.</summary>
    public Task<RegisteredSchema> GetOrAsk(int id, Func<Task<RegisteredSchema>> ask)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(id, out RegisteredSchema? schema)) return Task.FromResult(schema);
            if (_unknown.TryGetValue(id, out (long Since, RegistryException Error) miss))
            {
                if (time.GetElapsedTime(miss.Since) < unknownKept)
                    return Task.FromException<RegisteredSchema>(new RegistryException(miss.Error.Failure, miss.Error.Message, miss.Error.ErrorCode));
                _unknown.Remove(id);
            }

            if (!_asked.TryGetValue(id, out Task<RegisteredSchema>? task)) _asked.Add(id, task = Fetch(id, ask));
            return task;
        }
    }

    private async Task<RegisteredSchema> Fetch(int id, Func<Task<RegisteredSchema>> ask)
    {
        await Task.Yield(); // never completes while the gate is held
        try
        {
            RegisteredSchema schema = await ask().ConfigureAwait(false);
            Add(schema);
            return schema;
        }
        catch (RegistryException e) when (e.Failure == RegistryFailure.NotFound)
        {
            lock (_gate)
            {
                if (_unknown.Count == UnknownMax) _unknown.Clear();
                _unknown[id] = (time.GetTimestamp(), e);
            }

            throw;
        }
        finally
        {
            lock (_gate) _asked.Remove(id);
        }
    }
}

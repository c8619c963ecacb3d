using System.Runtime.InteropServices;
using Houle.Avro.Binary;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Hashing;

namespace Houle.Streams.Signals;

/// <summary>A city's state in checkpoints.</summary>
internal sealed partial class City
{
    public void Write(ByteBuffer to)
    {
        StateWriter.Write<int>(to, _taken);
        StateWriter.Write(to, (Minute, _lastSeen, SalesSince));
        Sales.Write(to);
        Visits.Write(to);
        foreach (byte[] product in _productNames) StateWriter.Write<byte>(to, product);
        StateWriter.Write<byte>(to, default);
        StateWriter.Write<Product>(to, _products.AsSpan(0, Products));
        foreach (byte[] store in _storeNames) StateWriter.Write<byte>(to, store);
        StateWriter.Write<byte>(to, default);
        StateWriter.Write<Shelf>(to, _shelves.AsSpan(0, Shelves));
        ulong[] doors = new ulong[_doorRows.Count];
        foreach ((ulong store, int row) in _doorRows) doors[row] = store;
        StateWriter.Write<ulong>(to, doors);
        StateWriter.Write<Door>(to, _doors.AsSpan(0, doors.Length));
        StateWriter.Write(to, _intentPeople.Count);
        foreach ((int product, RecentPeople people) in _intentPeople)
        {
            ByteBuffer bytes = new();
            people.Write(bytes);
            StateWriter.Write(to, product);
            StateWriter.Write<byte>(to, bytes.Written);
        }

        Carrying.Write(to);
        StateWriter.Write(to, _carrierNames.Count);
        foreach ((ulong key, (EntityKind kind, byte[] name)) in _carrierNames)
        {
            StateWriter.Write(to, (key, kind));
            StateWriter.Write<byte>(to, name);
        }

        StateWriter.Write(to, _carriers.Count);
        foreach ((int product, List<Carrier> carriers) in _carriers)
        {
            StateWriter.Write(to, product);
            StateWriter.Write<Carrier>(to, CollectionsMarshal.AsSpan(carriers));
        }

        StateWriter.Write(to, _waiting.Count);
        foreach ((int minute, List<Waiting> list) in _waiting)
        {
            StateWriter.Write(to, minute);
            StateWriter.Write<Waiting>(to, CollectionsMarshal.AsSpan(list));
        }
    }

    /// <summary>Takes up what <see cref="Write"/> wrote.</summary>
    public void Read(ref StateReader from)
    {
        from.Read<int>(_taken);
        _taken.CopyTo(_restored, 0);
        (Minute, _lastSeen, SalesSince) = from.Read<(int, int, int)>();
        Sales.Read(ref from);
        Visits.Read(ref from);
        ReadNames(ref from, _productNames);
        _products = ReadRows<Product>(ref from, Products);
        ReadNames(ref from, _storeNames);
        for (int i = 0; i < _storeNames.Count; i++) _storeNames[i] = KnownStore(_storeNames[i]);
        _shelves = ReadRows<Shelf>(ref from, Shelves);
        ReadOnlySpan<ulong> doors = MemoryMarshal.Cast<byte, ulong>(from.Next<ulong>(out int doorCount));
        foreach (ulong store in doors) _doorRows.Add(store, _doorRows.Count);
        _doors = ReadRows<Door>(ref from, doorCount);
        for (int i = 0; i < Products; i++) _productRows.Add(Hash64.Of(_productNames[i]), i);
        for (int i = 0; i < Shelves; i++) _shelfRows.Add((Hash64.Of(_storeNames[i]), _shelves[i].Product), i);
        for (int left = from.Read<int>(); left > 0; left--)
        {
            int product = from.Read<int>();
            AvroReader bytes = new(from.Next<byte>(out _));
            PeopleOf(product).Read(ref bytes);
        }

        Carrying.Read(ref from);
        for (int left = from.Read<int>(); left > 0; left--)
        {
            (ulong key, EntityKind kind) = from.Read<(ulong, EntityKind)>();
            _carrierNames.Add(key, (kind, from.Next<byte>(out _).ToArray()));
        }

        for (int left = from.Read<int>(); left > 0; left--)
            _carriers.Add(from.Read<int>(), [.. MemoryMarshal.Cast<byte, Carrier>(from.Next<Carrier>(out _))]);
        for (int left = from.Read<int>(); left > 0; left--)
        {
            int minute = from.Read<int>();
            foreach (Waiting what in MemoryMarshal.Cast<byte, Waiting>(from.Next<Waiting>(out _))) Wait(minute, what);
        }
    }

    private static void ReadNames(ref StateReader from, List<byte[]> names)
    {
        for (ReadOnlySpan<byte> name = from.Next<byte>(out _); !name.IsEmpty; name = from.Next<byte>(out _)) names.Add(name.ToArray());
    }

    private static T[] ReadRows<T>(ref StateReader from, int count) where T : unmanaged
    {
        T[] rows = new T[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, count))];
        from.Read(rows.AsSpan(0, count));
        return rows;
    }
}

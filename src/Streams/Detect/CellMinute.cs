using Houle.Detection.Bursts;
using Houle.Streams.Windows;

namespace Houle.Streams.Detect;

/// <summary>A closed minute of a cell as its burst detector takes it: the watched entities in rising order of key. Reused.</summary>
internal sealed class CellMinute
{
    private KeyMinute[] _minutes = new KeyMinute[256];
    private int[] _rows = new int[256];
    private ulong[] _keys = new ulong[256];

    public int Count { get; private set; }

    public ReadOnlySpan<KeyMinute> Keys => _minutes.AsSpan(0, Count);

    /// <summary>The entity's row in the table, behind a key of <see cref="Keys"/>.</summary>
    public int Row(int index) => _rows[index];

    public void Take(WindowTable table, int group)
    {
        int count = 0;
        Reserve(table.Group(group).EntityCount);
        for (int row = table.Group(group).FirstEntity; row >= 0; row = table.Entity(row).Next)
        {
            ref readonly WindowEntity entity = ref table.Entity(row);
            if (!EntityKeys.IsWatched(entity.Kind)) continue;
            ReadOnlySpan<byte> name = table.Names[entity.Name];
            if (name.SequenceEqual(EntityCap.Other)) continue;
            _keys[count] = EntityKeys.Of(entity.Kind, name);
            _rows[count++] = row;
        }

        _keys.AsSpan(0, count).Sort(_rows.AsSpan(0, count));
        Count = 0;
        for (int i = 0; i < count; i++)
        {
            KeyMinute minute = Of(table, _keys[i], _rows[i]);
            if (minute.Creators == 0) continue;
            if (Count > 0 && _minutes[Count - 1].Key == minute.Key) minute = Join(ref _minutes[--Count], minute);
            _rows[Count] = _rows[i];
            _minutes[Count++] = minute;
        }
    }

    /// <summary>Distinct people, and the rounded weight of what names nobody; their authentic part by weight.</summary>
    private static KeyMinute Of(WindowTable table, ulong key, int row)
    {
        Sums sums = table.SumsOf(row);
        ReadOnlySpan<ulong> people = table.PeopleOf(row);
        long creators = Math.Min(PeopleSketch.Estimate(people) + Math.Max(0, sums.Unnamed), uint.MaxValue);
        long micros = creators * 1_000_000;
        if (sums.AuthenticWeight < sums.Weight)
            micros = sums.AuthenticWeight <= 0 ? 0 : (long)((UInt128)(ulong)micros * (ulong)sums.AuthenticWeight / (ulong)sums.Weight);
        bool named = sums.Unnamed == 0;
        return new KeyMinute(key, creators, micros, named && people.Length > 0 ? people[0] : 0, named && people.Length > 1 ? people[1] : 0);
    }

    /// <summary>Two entities with one key count as one.</summary>
    private static KeyMinute Join(ref readonly KeyMinute one, in KeyMinute other) => one with
    {
        Creators = one.Creators + other.Creators, WeightMicros = one.WeightMicros + other.WeightMicros,
    };

    private void Reserve(int count)
    {
        if (count <= _rows.Length) return;
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);
        (_minutes, _rows, _keys) = (new KeyMinute[size], new int[size], new ulong[size]);
    }
}

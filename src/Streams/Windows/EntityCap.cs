using System.Buffers;
using Houle.Events;
using Houle.Streams.Hashing;

namespace Houle.Streams.Windows;

/// <summary>Holds a window to its cap: the entities with the smallest hashes stay, the rest is folded into '(other)' of
/// its kind. Which ones stay depends on their names alone, never on the order they came in.</summary>
/// <remarks>A group may grow to twice the cap before it is cut, so that cutting costs a constant per entity; it is cut for
/// the last time when it closes. What lies above the largest hash ever kept can never come back.</remarks>
internal sealed class EntityCap(int entitiesMax)
{
    public static ReadOnlySpan<byte> Other => "(other)"u8;

    /// <summary>The entity's name, or that of '(other)' when the cap has excluded it.</summary>
    public static int Admit(WindowTable table, int group, EntityKind kind, int name)
    {
        ulong hashMax = table.Group(group).HashMax;
        return hashMax == ulong.MaxValue || HashOf(table, kind, name) <= hashMax ? name : table.Names.Intern(Other);
    }

    /// <summary>True when the group should be cut before it grows further.</summary>
    public bool IsOverdue(in WindowGroup group) => group.EntityCount > 2L * entitiesMax;

    /// <summary>Cuts the group to the cap.</summary>
    public void Cut(WindowTable table, int groupRow)
    {
        int count = table.Group(groupRow).EntityCount;
        if (count <= entitiesMax) return;
        (ulong Hash, int Row)[] rented = ArrayPool<(ulong, int)>.Shared.Rent(count);
        int regular = 0;
        for (int row = table.Group(groupRow).FirstEntity; row >= 0; row = table.Entity(row).Next)
        {
            ref readonly WindowEntity entity = ref table.Entity(row);
            if (!table.Names[entity.Name].SequenceEqual(Other))
                rented[regular++] = (HashOf(table, entity.Kind, entity.Name), row);
        }

        if (regular > entitiesMax)
        {
            Span<(ulong Hash, int Row)> sorted = rented.AsSpan(0, regular);
            sorted.Sort();
            table.Group(groupRow).HashMax = sorted[entitiesMax - 1].Hash;
            FoldAbove(table, groupRow);
        }

        ArrayPool<(ulong, int)>.Shared.Return(rented);
    }

    private static void FoldAbove(WindowTable table, int groupRow)
    {
        int other = table.Names.Intern(Other);
        ulong hashMax = table.Group(groupRow).HashMax;
        int row = table.Group(groupRow).FirstEntity;
        table.Group(groupRow).FirstEntity = -1;
        List<int> folded = [];
        while (row >= 0)
        {
            int next = table.Entity(row).Next;
            ref WindowEntity entity = ref table.Entity(row);
            if (entity.Name != other && HashOf(table, entity.Kind, entity.Name) > hashMax)
            {
                folded.Add(row);
            }
            else
            {
                entity.Next = table.Group(groupRow).FirstEntity;
                table.Group(groupRow).FirstEntity = row;
            }

            row = next;
        }

        foreach (int gone in folded)
        {
            int into = table.GetOrAddEntity(groupRow, table.Entity(gone).Kind, other);
            table.AddEntity(into, gone);
            table.FreeEntity(gone);
        }
    }

    private static ulong HashOf(WindowTable table, EntityKind kind, int name) =>
        Hash64.Mix(table.Names.HashOf(name) + (ulong)kind);
}

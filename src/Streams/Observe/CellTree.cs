using System.Text;
using Houle.Events;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Observe;

/// <summary>Which cells a leaf cell adds up to: a city's country by its id's prefix, and what configuration adds.</summary>
/// <remarks>Answers are kept per name of one <see cref="NameTable"/>; <see cref="Clear"/> with it.</remarks>
internal sealed class CellTree(TopologyOptions options, NameTable names)
{
    private static readonly byte[] Brand = "brand:"u8.ToArray();
    private static readonly byte[] Pod = "pod:"u8.ToArray();
    private readonly Dictionary<int, (int Cell, CellLevel Level)[]> _parents = [];

    public static CellLevel LevelOfLeaf(ReadOnlySpan<byte> cell) =>
        cell.StartsWith(Brand) ? CellLevel.Brand : cell.StartsWith(Pod) ? CellLevel.Pod : CellLevel.City;

    public ReadOnlySpan<(int Cell, CellLevel Level)> ParentsOf(int cell)
    {
        if (!options.RollUp) return default;
        if (!_parents.TryGetValue(cell, out (int, CellLevel)[]? parents)) _parents[cell] = parents = Find(cell);
        return parents;
    }

    public void Clear() => _parents.Clear();

    private (int, CellLevel)[] Find(int cell)
    {
        ReadOnlySpan<byte> id = names[cell];
        if (LevelOfLeaf(id) != CellLevel.City) return [];
        return [.. options.Above(Encoding.UTF8.GetString(id)).Select(parent => (names.Intern(Encoding.UTF8.GetBytes(parent.Cell)), parent.Level))];
    }
}

using Houle.Avro.Binary;

namespace Houle.Avro.Lists;

/// <summary>How one item of an array is read, checked and written; records implement it for themselves.</summary>
public interface IAvroItem<T>
    where T : allows ref struct
{
    /// <summary>Fewest bytes an item can have: bounds what a count may claim.</summary>
    static abstract int BytesMin { get; }

    static abstract T Read(scoped ref AvroReader reader);

    /// <summary>Checks all that <see cref="Read"/> would, and moves past the item.</summary>
    static abstract void Skip(scoped ref AvroReader reader);

    static abstract void Write(ref AvroWriter writer, scoped in T item);
}

namespace Houle.Avro.Binary;

/// <summary>Bytes are not what the schema says: where they stand, and which field it was.</summary>
public sealed class AvroException : Exception
{
    /// <param name="what">What was wrong, such as <c>a length of -1</c>.</param>
    /// <param name="position">Offset of the byte where the faulty item starts, from the start of the value or file.</param>
    /// <param name="path">Place in the schema, such as <c>Mention.sounds[2]</c>; empty when it is not known.</param>
    public AvroException(string what, long position, string path = "", Exception? inner = null)
        : base(path.Length == 0 ? $"byte {position}: {what}" : $"byte {position}, {path}: {what}", inner)
    {
        What = what;
        Position = position;
        Path = path;
    }

    /// <summary>The message without place.</summary>
    public string What { get; }

    public long Position { get; }

    public string Path { get; }
}

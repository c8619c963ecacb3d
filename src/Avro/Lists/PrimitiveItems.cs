using Houle.Avro.Binary;

namespace Houle.Avro.Lists;

/// <summary>An int as an item.</summary>
public readonly struct IntItem : IAvroItem<int>
{
    public static int BytesMin => 1;

    public static int Read(scoped ref AvroReader reader) => reader.ReadInt();

    public static void Skip(scoped ref AvroReader reader) => reader.ReadInt();

    public static void Write(ref AvroWriter writer, scoped in int item) => writer.WriteInt(item);
}

/// <summary>A long as an item.</summary>
public readonly struct LongItem : IAvroItem<long>
{
    public static int BytesMin => 1;

    public static long Read(scoped ref AvroReader reader) => reader.ReadLong();

    public static void Skip(scoped ref AvroReader reader) => reader.ReadLong();

    public static void Write(ref AvroWriter writer, scoped in long item) => writer.WriteLong(item);
}

/// <summary>A float as an item.</summary>
public readonly struct FloatItem : IAvroItem<float>
{
    public static int BytesMin => sizeof(float);

    public static float Read(scoped ref AvroReader reader) => reader.ReadFloat();

    public static void Skip(scoped ref AvroReader reader) => reader.ReadFixed(sizeof(float));

    public static void Write(ref AvroWriter writer, scoped in float item) => writer.WriteFloat(item);
}

/// <summary>A double as an item.</summary>
public readonly struct DoubleItem : IAvroItem<double>
{
    public static int BytesMin => sizeof(double);

    public static double Read(scoped ref AvroReader reader) => reader.ReadDouble();

    public static void Skip(scoped ref AvroReader reader) => reader.ReadFixed(sizeof(double));

    public static void Write(ref AvroWriter writer, scoped in double item) => writer.WriteDouble(item);
}

/// <summary>A boolean as an item.</summary>
public readonly struct BoolItem : IAvroItem<bool>
{
    public static int BytesMin => 1;

    public static bool Read(scoped ref AvroReader reader) => reader.ReadBool();

    public static void Skip(scoped ref AvroReader reader) => reader.ReadBool();

    public static void Write(ref AvroWriter writer, scoped in bool item) => writer.WriteBool(item);
}

using System.Globalization;
using System.Text;

namespace Houle.Commands.Detect;

/// <summary>Writes timestamp,value,score,alert, the first two as they were read.</summary>
internal sealed class SeriesWriter
{
    private const int BufferBytes = 1 << 16;
    private readonly Stream _output;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _length;

    public SeriesWriter(Stream output)
    {
        _output = output;
        Put("timestamp,value,score,alert\n"u8);
    }

    public void Write(ReadOnlySpan<byte> timestamp, ReadOnlySpan<byte> value, double score, bool alert)
    {
        PutField(timestamp);
        Put(","u8);
        PutField(value);
        Put(","u8);
        Span<byte> text = stackalloc byte[32];
        score.TryFormat(text, out int length, "0.######", CultureInfo.InvariantCulture);
        Put(text[..length]);
        Put(alert ? ",1\n"u8 : ",0\n"u8);
    }

    public void Flush()
    {
        _output.Write(_buffer, 0, _length);
        _output.Flush();
        _length = 0;
    }

    private void PutField(ReadOnlySpan<byte> field)
    {
        if (field.IndexOfAny(",\"\r\n"u8) < 0) Put(field);
        else Put(Encoding.UTF8.GetBytes('"' + Encoding.UTF8.GetString(field).Replace("\"", "\"\"", StringComparison.Ordinal) + '"'));
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _length)
        {
            _output.Write(_buffer, 0, _length);
            _length = 0;
        }

        if (bytes.Length > _buffer.Length) _output.Write(bytes);
        else
        {
            bytes.CopyTo(_buffer.AsSpan(_length));
            _length += bytes.Length;
        }
    }
}

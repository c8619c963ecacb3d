using System.Numerics;
using Houle.Avro.Binary;

namespace Houle.Avro.Containers.Codecs;

/// <summary>Zstandard frames by libzstd, which is loaded when the first block needs it.</summary>
/// <remarks>Several frames in a block follow each other, as Java takes them. A frame's window, which it may ask for beside the data,
/// is bounded by what a block may unpack to, and by 8 MiB at least: RFC 8878 asks readers for that much.</remarks>
internal sealed unsafe class ZstandardCodec(params string[] names) : IContainerCodec
{
    /// <summary>zstd's own default; Java writes it too.</summary>
    private const int Level = 3;

    private const int StepBytes = 64 << 10;
    private const int ResetSession = 1; // ZSTD_reset_session_only
    private const int WindowLogMax = 100; // ZSTD_d_windowLogMax
    private const int WindowLogLeast = 23, WindowLogMost = 27;

    private readonly Lazy<ZstandardLibrary> _library = new(() => new ZstandardLibrary(names));
    private nint _spare;

    public ZstandardCodec()
        : this("libzstd.so.1", "libzstd.1.dylib", "libzstd.dll")
    {
    }

    public string Name => "zstandard";

    public void Pack(ByteBuffer data, ByteBuffer into)
    {
        ZstandardLibrary library = _library.Value;
        int bytesMax = checked((int)library.Check(library.WriteBytesMax((nuint)data.Length)));
        fixed (byte* from = data.Array)
        fixed (byte* to = into.GetSpan(bytesMax))
            into.Advance((int)library.Check(library.Write(to, (nuint)bytesMax, from, (nuint)data.Length, Level)));
    }

    public void Unpack(ByteBuffer packed, ByteBuffer into)
    {
        ZstandardLibrary library = _library.Value;
        nint context = Interlocked.Exchange(ref _spare, 0);
        if (context == 0) context = library.CreateReader();
        if (context == 0) throw new InvalidOperationException("libzstd has no memory for a context");
        try
        {
            library.Check(library.ResetReader(context, ResetSession));
            int windowLog = Math.Clamp(BitOperations.Log2((uint)into.BytesMax), WindowLogLeast, WindowLogMost);
            library.Check(library.SetReader(context, WindowLogMax, windowLog));
            Unpack(library, context, packed, into);
        }
        finally
        {
            // One context is kept, for whoever unpacks next; its memory is that of the largest window it has met.
            context = Interlocked.Exchange(ref _spare, context);
            if (context != 0) library.FreeReader(context);
        }
    }

    private static void Unpack(ZstandardLibrary library, nint context, ByteBuffer packed, ByteBuffer into)
    {
        fixed (byte* from = packed.Array)
        {
            var input = new ZstandardLibrary.Input { Bytes = from, Length = (nuint)packed.Length };
            byte* beyond = stackalloc byte[1];
            for (nuint left = 1; ;)
            {
                if (left == 0 && input.Position == input.Length) return;
                nuint before = input.Position;
                int room = Math.Min(StepBytes, into.BytesMax - into.Length), written;
                if (room == 0)
                {
                    left = Step(library, context, ref input, beyond, 1, out written);
                    if (written > 0) throw CodecFault.TooLarge(into);
                }
                else
                {
                    fixed (byte* to = into.GetSpan(room)) left = Step(library, context, ref input, to, room, out written);
                    into.Advance(written);
                }

                if (left != 0 && written == 0 && input.Position == before) throw new InvalidDataException("the last frame is cut short");
            }
        }
    }

    /// <returns>0 when a frame has ended.</returns>
    private static nuint Step(ZstandardLibrary library, nint context, ref ZstandardLibrary.Input input, byte* to, int room, out int written)
    {
        var output = new ZstandardLibrary.Output { Bytes = to, Length = (nuint)room };
        fixed (ZstandardLibrary.Input* from = &input)
        {
            nuint left = library.Check(library.Read(context, &output, from));
            written = (int)output.Position;
            return left;
        }
    }
}

using System.Runtime.InteropServices;

namespace Houle.Avro.Containers.Codecs;

/// <summary>The few functions of libzstd that are needed: zstd.h, stable since 1.4.</summary>
internal sealed unsafe class ZstandardLibrary
{
    private const string Advice = "on Debian type: apt-get install libzstd1";
    private readonly delegate* unmanaged[Cdecl]<nuint, uint> _isError;
    private readonly delegate* unmanaged[Cdecl]<nuint, byte*> _errorName;

    /// <param name="names">Tried in turn.</param>
    /// <exception cref="DllNotFoundException">None of them is there; says what to install.</exception>
    public ZstandardLibrary(params ReadOnlySpan<string> names)
    {
        nint library = 0;
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out library)) break;
        }

        if (library == 0) throw new DllNotFoundException($"the codec zstandard needs the library {names[0]}, which is not there; {Advice}");
        _isError = (delegate* unmanaged[Cdecl]<nuint, uint>)Export(library, "ZSTD_isError");
        _errorName = (delegate* unmanaged[Cdecl]<nuint, byte*>)Export(library, "ZSTD_getErrorName");
        CreateReader = (delegate* unmanaged[Cdecl]<nint>)Export(library, "ZSTD_createDCtx");
        FreeReader = (delegate* unmanaged[Cdecl]<nint, nuint>)Export(library, "ZSTD_freeDCtx");
        ResetReader = (delegate* unmanaged[Cdecl]<nint, int, nuint>)Export(library, "ZSTD_DCtx_reset");
        SetReader = (delegate* unmanaged[Cdecl]<nint, int, int, nuint>)Export(library, "ZSTD_DCtx_setParameter");
        Read = (delegate* unmanaged[Cdecl]<nint, Output*, Input*, nuint>)Export(library, "ZSTD_decompressStream");
        WriteBytesMax = (delegate* unmanaged[Cdecl]<nuint, nuint>)Export(library, "ZSTD_compressBound");
        Write = (delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint, int, nuint>)Export(library, "ZSTD_compress");
    }

    public delegate* unmanaged[Cdecl]<nint> CreateReader { get; }

    public delegate* unmanaged[Cdecl]<nint, nuint> FreeReader { get; }

    public delegate* unmanaged[Cdecl]<nint, int, nuint> ResetReader { get; }

    public delegate* unmanaged[Cdecl]<nint, int, int, nuint> SetReader { get; }

    public delegate* unmanaged[Cdecl]<nint, Output*, Input*, nuint> Read { get; }

    public delegate* unmanaged[Cdecl]<nuint, nuint> WriteBytesMax { get; }

    public delegate* unmanaged[Cdecl]<byte*, nuint, byte*, nuint, int, nuint> Write { get; }

    /// <summary>What a function returned, unless it was an error.</summary>
    /// <exception cref="InvalidDataException">In the library's words.</exception>
    public nuint Check(nuint result) =>
        _isError(result) == 0 ? result : throw new InvalidDataException(Marshal.PtrToStringUTF8((nint)_errorName(result)));

    private static nint Export(nint library, string name) => NativeLibrary.TryGetExport(library, name, out nint address)
        ? address
        : throw new DllNotFoundException($"the codec zstandard needs libzstd 1.4 or newer; this one has no {name}; {Advice}");

    /// <summary>ZSTD_inBuffer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Input
    {
        public byte* Bytes;
        public nuint Length;
        public nuint Position;
    }

    /// <summary>ZSTD_outBuffer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Output
    {
        public byte* Bytes;
        public nuint Length;
        public nuint Position;
    }
}

using System.Runtime.InteropServices;

namespace Houle.Sinks.Server;

/// <summary>libchdb's one function that we need: ClickHouse's own command line, run inside this process.</summary>
internal static class ClickHouseLocal
{
    /// <summary>Runs until the command line's queries have ended.</summary>
    /// <returns>The error, or null.</returns>
    public static unsafe string? Run(string libChdb, string[] arguments)
    {
        nint library = NativeLibrary.Load(Path.GetFullPath(libChdb));
        var run = (delegate* unmanaged[Cdecl]<int, byte**, nint>)NativeLibrary.GetExport(library, "chdb_query_cmdline");
        var errorOf = (delegate* unmanaged[Cdecl]<nint, byte*>)NativeLibrary.GetExport(library, "chdb_result_error");

        // Never freed: ClickHouse keeps pointers into it, and the process ends with the call.
        var argv = (byte**)NativeMemory.AllocZeroed((nuint)arguments.Length + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < arguments.Length; i++) argv[i] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);

        nint result = run(arguments.Length, argv);
        return result == 0 ? null : Marshal.PtrToStringUTF8((nint)errorOf(result));
    }
}

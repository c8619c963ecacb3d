using System.Reflection;
using System.Runtime.InteropServices;
using Houle.Native;
using Houle.Streams.Log;

namespace Houle.Streams.Kafka.Native;

/// <summary>Finds librdkafka.so, building it once if the repository's script is at hand, for Confluent.Kafka and for us.</summary>
/// <remarks>Where there is none, .NET's own search goes on: that finds the one of the librdkafka.redist package.</remarks>
internal static class NativeLibraryFinder
{
    private static readonly Lazy<bool> Found = new(Register);

    /// <summary>Call before anything of Kafka's client.</summary>
    /// <exception cref="LogException">It is not there and cannot be built; the message says what to do.</exception>
    public static void Use() => _ = Found.Value;

    private static bool Register()
    {
        if (FindOrBuild() is not { } path) return false;
        nint library = NativeLibrary.Load(path);
        nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
            name == Librdkafka.Name ? library : 0;
        NativeLibrary.SetDllImportResolver(typeof(Confluent.Kafka.Handle).Assembly, Resolve);
        NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, Resolve);
        return true;
    }

    private static string? FindOrBuild() =>
        NativeScript.Run("fetch-librdkafka", static (problem, cause) => new LogException(problem, cause))
        ?? (Environment.GetEnvironmentVariable("HOULE_LIBRDKAFKA") is { Length: > 0 } own ? own : null);
}

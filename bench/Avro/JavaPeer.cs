using System.Diagnostics;
using System.Globalization;
using Houle.Events;

namespace Houle.Bench.Avro;

/// <summary>Java's Avro 1.12 on the same mentions and files, in the same run: JavaAvroBench.java beside this file.</summary>
/// <remarks>Java reads generic records, which is what its library gives without generated classes; its line of "decode" stands
/// beside both of ours.</remarks>
internal static class JavaPeer
{
    public static void Report(string folder, double decode, double decodeGeneric, double encode, IReadOnlyList<ContainerRow> files)
    {
        string shared = Environment.GetEnvironmentVariable("HOULE_SHARED") is { Length: > 0 } given ? given : Path.Combine(Root(), "..", "shared");
        string libraries = Path.Combine(shared, "peer", "libs");
        if (!Directory.Exists(libraries))
        {
            Console.WriteLine($"\nJava's Avro is left out: ../shared is absent (no {libraries})");
            return;
        }

        string classPath = $"{libraries}/*:{Path.Combine(shared, "kafka", "libs")}/*";
        string schema = Path.Combine(folder, "Mention.avsc");
        File.WriteAllText(schema, Mention.SchemaJson);
        Dictionary<string, double> java;
        try
        {
            Run("javac", ["-nowarn", "-d", folder, "-cp", classPath, Path.Combine(Root(), "bench", "Avro", "JavaAvroBench.java")]);
            string records = files.Single(file => file.Codec == "null").Path;
            java = Parse(Run("java", ["-Xmx1g", "-XX:+UseParallelGC", "-cp", $"{folder}:{classPath}", "JavaAvroBench", schema, records, .. files.Select(file => file.Path)]));
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            Console.WriteLine($"\nJava's Avro is left out: {e.Message}");
            return;
        }

        Console.WriteLine("\n| ns a mention, best of each | ours | Java | Java / ours |");
        Console.WriteLine("|---|---|---|---|");
        Line("decode: generated type", decode, java["decode"]);
        Line("decode: generic record", decodeGeneric, java["decode"]);
        Line("encode", encode, java["encode"]);
        foreach (ContainerRow file in files) Line($"read a container file, {file.Codec}", file.ReadNs, java[$"read {file.Codec}"]);
    }

    private static void Line(string what, double ours, double java) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {ours:F0} | {java:F0} | {java / ours:F1} |"));

    private static Dictionary<string, double> Parse(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));

    /// <summary>What a command printed; its own errors go to ours.</summary>
    private static string Run(string command, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command} ended with exit code {process.ExitCode}");
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Streaming.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"no Streaming.sln above {AppContext.BaseDirectory}");
    }
}

using Houle.CommandLine;

namespace Houle.Hosting;

/// <summary>A secret in a file of its own, so that it stands in no configuration, command line or log.</summary>
internal static class SecretFile
{
    /// <summary>Its first line, without blanks around it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="setting">The key that names it, for the message.</param>
    public static string Read(string path, string setting)
    {
        if (!File.Exists(path))
            throw CommandException.Usage($"{setting} is {path}, which does not exist; create it with the password on its first line");
        return File.ReadLines(path).FirstOrDefault("").Trim();
    }
}

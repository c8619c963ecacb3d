using System.Security.Cryptography;
using Houle.Ingest.Feeds;

namespace Houle.Ingest.Privacy;

/// <summary>The three secret keys that make people's ids into pseudonyms: one for creators, members and customers each,
/// so that equal ids in two roles cannot be joined (contract C6).</summary>
public sealed class PseudonymKeys
{
    private const int KeyBytes = 32;
    private readonly byte[][] _keys;

    private PseudonymKeys(byte[][] keys) => _keys = keys;

    /// <summary>Public keys for the demo and for tests: pseudonyms under them protect nobody, and are the same everywhere.</summary>
    public static PseudonymKeys Demo { get; } = new(
        [.. Enum.GetNames<PersonRole>().Select(role => SHA256.HashData("houle demo key, protects nobody: "u8.ToArray()
            .Concat(System.Text.Encoding.ASCII.GetBytes(role)).ToArray()))]);

    /// <summary>Reads the key file, or makes it on first use, readable by its owner alone.</summary>
    /// <param name="path">Lines <c>creator: HEX</c>, <c>member: HEX</c>, <c>customer: HEX</c>; 64 hexadecimal digits each.
    /// Losing the file makes old and new pseudonyms of a person differ: keep a copy.</param>
    /// <exception cref="IngestException">It cannot be read or made, or is not such a file.</exception>
    public static PseudonymKeys LoadOrCreate(string path)
    {
        try
        {
            return File.Exists(path) ? Parse(path, File.ReadAllLines(path)) : Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IngestException($"{path}: the key file cannot be read or made: {e.Message}", e);
        }
    }

    /// <summary>Tells two sets of keys apart without giving them away.</summary>
    internal string Fingerprint => Convert.ToHexStringLower(HMACSHA256.HashData(
        _keys.SelectMany(key => key).ToArray(), "houle key fingerprint"u8.ToArray())[..8]);

    internal ReadOnlySpan<byte> Of(PersonRole role) => _keys[(int)role];

    private static PseudonymKeys Create(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        byte[][] keys = [.. Enum.GetValues<PersonRole>().Select(_ => RandomNumberGenerator.GetBytes(KeyBytes))];
        string text = string.Concat(
            Enum.GetValues<PersonRole>().Select(role => $"{Name(role)}: {Convert.ToHexStringLower(keys[(int)role])}\n"));
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        // Whole or not at all: a half-written key file would refuse every later start.
        string temporary = $"{path}.new";
        File.Delete(temporary);
        using (FileStream file = new(temporary, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path);
        return new PseudonymKeys(keys);
    }

    private static PseudonymKeys Parse(string path, string[] lines)
    {
        byte[]?[] keys = new byte[Enum.GetValues<PersonRole>().Length][];
        for (int line = 0; line < lines.Length; line++)
        {
            if (lines[line].Trim() is not { Length: > 0 } text || text[0] == '#') continue;
            string[] parts = text.Split(':', 2, StringSplitOptions.TrimEntries);
            int role = Array.FindIndex(Enum.GetValues<PersonRole>(), r => Name(r) == parts[0]);
            if (role < 0 || parts.Length < 2 || parts[1].Length != KeyBytes * 2 || !parts[1].All(char.IsAsciiHexDigit))
            {
                throw new IngestException(
                    $"{path}:{line + 1}: it must be 'creator', 'member' or 'customer', a colon and 64 hexadecimal digits");
            }

            keys[role] = Convert.FromHexString(parts[1]);
        }

        int missing = Array.IndexOf(keys, null);
        if (missing >= 0)
            throw new IngestException($"{path}: the key '{Name((PersonRole)missing)}' is missing; restore the file from a copy");
        return new PseudonymKeys(keys!);
    }

    private static string Name(PersonRole role) => role.ToString().ToLowerInvariant();
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Houle.Simulation.Output;

/// <summary>Writes ids of events, posts, orders and people: the run's own prefix, a letter and a number.</summary>
/// <remarks>The prefix is a hash of scenario and seed, so that two runs in one log are no duplicates of each other.</remarks>
internal sealed class EventIds
{
    public const int BytesMax = 32;
    private readonly byte[] _prefix;

    public EventIds(string scenarioSha256, ulong seed) => _prefix = Encoding.ASCII.GetBytes(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{scenarioSha256} {seed}")))[..8] + "-");

    /// <param name="to">At least <see cref="BytesMax"/> bytes.</param>
    /// <returns>The id, within <paramref name="to"/>.</returns>
    public ReadOnlySpan<byte> Write(char letter, long number, Span<byte> to)
    {
        _prefix.CopyTo(to);
        to[_prefix.Length] = (byte)letter;
        Utf8Formatter.TryFormat(number, to[(_prefix.Length + 1)..], out int digits);
        return to[..(_prefix.Length + 1 + digits)];
    }
}

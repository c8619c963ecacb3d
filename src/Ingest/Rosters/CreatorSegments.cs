using System.Security.Cryptography;
using System.Text;
using Houle.Ingest.Privacy;
using Houle.Ingest.Text;

namespace Houle.Ingest.Rosters;

/// <summary>The audience segments that a roster puts creators in, by pseudonym: what a mention gets whose feed says nothing of segments.</summary>
public sealed class CreatorSegments
{
    private readonly Utf8Index _creators = new();
    private readonly List<byte[][]> _segments = [];

    public CreatorSegments(Roster roster, PseudonymKeys keys)
    {
        Pseudonyms pseudonyms = new(keys);
        StringBuilder text = new();
        foreach (RosterEntry entry in roster.Entries.Where(entry => entry.Segments.Count > 0))
        {
            byte[][] segments = [.. entry.Segments.Select(Encoding.UTF8.GetBytes)];
            foreach (string account in entry.Accounts)
            {
                string creator = AccountName.Pseudonym(pseudonyms, account)!;
                _creators.Add(Encoding.ASCII.GetBytes(creator));
                _segments.Add(segments);
                text.Append(creator).Append(' ').AppendJoin(' ', entry.Segments).Append('\n');
            }
        }

        Sha256 = text.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public static CreatorSegments None { get; } = new(Roster.Empty, PseudonymKeys.Demo);

    public bool IsEmpty => _segments.Count == 0;

    /// <summary>Over pseudonyms and their segments, in lower-case hexadecimal; empty where there are none.</summary>
    public string Sha256 { get; }

    /// <summary>The ids of a creator's segments as UTF-8; empty for who is not on the roster.</summary>
    public IReadOnlyList<byte[]> Of(ReadOnlySpan<byte> pseudonym) => _creators.Find(pseudonym) is >= 0 and int found ? _segments[found] : [];
}

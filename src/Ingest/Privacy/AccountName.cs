using System.Text;
using Houle.Ingest.Feeds;

namespace Houle.Ingest.Privacy;

/// <summary>A creator's account where no column says the platform: <c>instagram:anna.bakt</c>. The pseudonym takes in both, so the same
/// account of a post, an intent and a campaign is one creator.</summary>
public static class AccountName
{
    private static readonly byte[][] Platforms =
        [.. EventShape.Of(EventKind.Mention).Find("platform")!.Words!.Select(Encoding.ASCII.GetBytes)];

    /// <param name="text">UTF-8; the platform in any case.</param>
    /// <returns>False where no platform stands before a colon, or no account after it; then <paramref name="account"/> is all of the text.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> platform, out ReadOnlySpan<byte> account)
    {
        int colon = text.IndexOf((byte)':');
        if (colon > 0 && colon + 1 < text.Length)
        {
            foreach (byte[] known in Platforms)
            {
                if (!Ascii.EqualsIgnoreCase(text[..colon], known)) continue;
                platform = known;
                account = text[(colon + 1)..];
                return true;
            }
        }

        platform = default;
        account = text;
        return false;
    }

    /// <returns>The creator's pseudonym, or null where the text is not platform and account of at most 512 bytes.</returns>
    public static string? Pseudonym(Pseudonyms pseudonyms, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return TrySplit(bytes, out ReadOnlySpan<byte> platform, out ReadOnlySpan<byte> account) && account.Length <= 512
            ? Encoding.ASCII.GetString(pseudonyms.Of(PersonRole.Creator, platform, account))
            : null;
    }
}

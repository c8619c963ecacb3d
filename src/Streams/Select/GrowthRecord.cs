using System.Text;
using Houle.Events;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>Followers that came at once, as Observe saw it: a record of houle.candidates as plain objects.</summary>
internal sealed class GrowthRecord
{
    public const string Nowhere = "world/unknown";

    /// <param name="body">The record's body.</param>
    public GrowthRecord(ReadOnlySpan<byte> body)
    {
        GrowthCandidate seen = GrowthCandidate.Read(body);
        (Creator, Platform, Followers, Gained, Score, IsPartner) =
            (Encoding.UTF8.GetString(seen.Creator), seen.Platform, seen.Followers, seen.Gained, seen.Score, seen.Partner);
        (AsOfMs, FromMs, ToMs) = (seen.AsOfMs, seen.FromMs, seen.ToMs);
        (Expected, Low, High, P, Days) = (seen.Expected, seen.ExpectedLow, seen.ExpectedHigh, seen.P, seen.Days);
        HashSet<int> named = [];
        foreach (int key in seen.Named) named.Add(key);
        (Cities, Named) = (seen.Cities.ToStrings(), named);
    }

    public string Creator { get; }

    public Platform Platform { get; }

    /// <summary>End of the minute in which it was seen.</summary>
    public long AsOfMs { get; }

    public int Minute => (int)(AsOfMs / Minutes.LengthMs) - 1;

    /// <summary>The counts before and now.</summary>
    public long FromMs { get; }

    public long ToMs { get; }

    public long Followers { get; }

    public long Gained { get; }

    /// <summary>What usual growth brings, and the ends of its interval.</summary>
    public double Expected { get; }

    public double Low { get; }

    public double High { get; }

    public double P { get; }

    /// <summary>Steps of a day or so that the usual rests on.</summary>
    public int Days { get; }

    public double Score { get; }

    public bool IsPartner { get; }

    public IReadOnlyList<string> Cities { get; }

    /// <summary>Sixteen bits of the key of each thing that the latest posts named.</summary>
    public IReadOnlySet<int> Named { get; }

    public string Cell => Cities.Count > 0 ? Cities[0] : Nowhere;
}

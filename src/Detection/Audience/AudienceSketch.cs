using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Houle.Detection.Audience;

/// <summary>Who comments on a creator's page again, and from where: 64 bytes.</summary>
/// <remarks>People set bits by hash; when half of them are set, all are cleared, so somebody new is taken for known in a quarter of
/// cases in the mean. Cities: the three most frequent by Misra and Gries (Science of Computer Programming 2 (1982) 143-152).</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 64)]
public struct AudienceSketch
{
    public const int CitiesMax = 3;
    private const int Bits = 384;

    private PeopleBits _people;
    private CityNumbers _cities;
    private CityNumbers _counts;

    /// <summary>Day of the last anomaly that was reported, in days since 1970, and the kinds reported on it.</summary>
    public ushort ReportedDay;
    public ushort Reported;

    /// <summary>Remembers a commenter by a well-mixed hash.</summary>
    /// <returns>True when they, or somebody with the same bit, are known already.</returns>
    public bool SawCommenter(ulong hash)
    {
        int bit = (int)((hash >> 40) % Bits);
        ulong mask = 1UL << (bit & 63);
        if ((_people[bit >> 6] & mask) != 0) return true;
        _people[bit >> 6] |= mask;
        int set = 0;
        foreach (ulong word in _people) set += BitOperations.PopCount(word);
        if (set > Bits / 2) _people = default;
        return false;
    }

    /// <param name="city">The city's number, 1 to 65,535.</param>
    public void SawCity(ushort city)
    {
        int free = -1;
        for (int i = 0; i < CitiesMax; i++)
        {
            if (_counts[i] == 0) free = i;
            else if (_cities[i] == city)
            {
                if (_counts[i] < ushort.MaxValue) _counts[i]++;
                return;
            }
        }

        if (free >= 0) (_cities[free], _counts[free]) = (city, 1);
        else for (int i = 0; i < CitiesMax; i++) _counts[i]--;
    }

    /// <summary>A city and how often it was seen, at least; a count of 0 is none.</summary>
    public readonly (ushort City, ushort Count) City(int i) => (_cities[i], _counts[i]);

    /// <summary>Gives a city another number.</summary>
    public void Renumber(int i, ushort city) => _cities[i] = city;

    [InlineArray(6)]
    private struct PeopleBits
    {
        private ulong _word;
    }

    [InlineArray(CitiesMax)]
    private struct CityNumbers
    {
        private ushort _number;
    }
}

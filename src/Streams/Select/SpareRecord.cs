using System.Text;
using Houle.Events;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>What a city can spare, a record of houle.candidates as plain objects.</summary>
internal sealed class SpareRecord
{
    /// <param name="body">The record's body.</param>
    public SpareRecord(ReadOnlySpan<byte> body)
    {
        Bytes = body.ToArray();
        SpareStock spare = SpareStock.Read(body);
        Cell = Encoding.UTF8.GetString(spare.Cell);
        Minute = (int)(spare.AsOfMs / Minutes.LengthMs) - 1;
        List<(string, SpareUnits)> offers = [];
        foreach (SpareOffer offer in spare.Offers)
            offers.Add((Encoding.UTF8.GetString(offer.Product), new SpareUnits(Encoding.UTF8.GetString(offer.Store), offer.Units, Minute)));
        Offers = offers;
    }

    public byte[] Bytes { get; }

    public string Cell { get; }

    /// <summary>The minute that it holds for.</summary>
    public int Minute { get; }

    public IReadOnlyList<(string Product, SpareUnits Units)> Offers { get; }
}

/// <summary>Units that a store can spare as of a minute.</summary>
internal readonly record struct SpareUnits(string Store, long Units, int Minute);

using Houle.Avro.Binary;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Feeds;
using Houle.Ingest.Merge;

namespace Houle.Ingest.Mapping;

/// <summary>Gives an event its city: the feed's id, else what is nearest to the coordinates, else the name, else the
/// store's city, else the country's 'unknown', else the world's.</summary>
internal sealed class CityFiller(FeedDefinition feed, PlaceResolver places, Catalogue catalogue)
{
    private readonly PlaceRule _rule = feed.Place;
    private readonly int _storeField = feed.Shape.Find("store")?.Index ?? -1;
    private readonly ByteBuffer _id = new(64);

    /// <returns>Null, or why the row is refused.</returns>
    public string? Fill(in MergedRow row, FieldSlots slots)
    {
        if (!TryRead(_rule.Id, row, out ReadOnlySpan<byte> id)) return Unmapped("id", id);
        if (!id.IsEmpty)
        {
            _id.Clear();
            if (!Ids.TryAppend(id, slug: false, _id))
                return $"place.id is {FieldFiller.Shown(id)}; an id has at most 64 bytes and no control characters";
            slots.SetCity(_id.Written);
            return null;
        }

        if (_rule.Latitude is not null)
        {
            if (Nearest(row, out ReadOnlySpan<byte> nearest) is { } problem) return problem;
            slots.SetCity(nearest);
            if (!nearest.IsEmpty) return null;
        }

        if (!TryRead(_rule.Country, row, out ReadOnlySpan<byte> country)) return Unmapped("country", country);
        if (!TryRead(_rule.City, row, out ReadOnlySpan<byte> city)) return Unmapped("city", city);
        ReadOnlySpan<byte> ofStore = city.IsEmpty && _storeField >= 0 && slots.Has(_storeField)
            ? catalogue.CityOfStore(slots.Text(_storeField))
            : default;
        slots.SetCity(ofStore.IsEmpty ? places.Named(city, country) : ofStore);
        return null;
    }

    private string? Nearest(in MergedRow row, out ReadOnlySpan<byte> city)
    {
        city = default;
        if (!TryRead(_rule.Latitude, row, out ReadOnlySpan<byte> latitude)) return Unmapped("latitude", latitude);
        if (!TryRead(_rule.Longitude, row, out ReadOnlySpan<byte> longitude)) return Unmapped("longitude", longitude);
        if (latitude.IsEmpty || longitude.IsEmpty) return null;
        if (!Numbers.TryParse(latitude, out decimal north) || Math.Abs(north) > 90)
            return $"place.latitude is {FieldFiller.Shown(latitude)}; it must be -90 to 90 degrees";
        if (!Numbers.TryParse(longitude, out decimal east) || Math.Abs(east) > 180)
            return $"place.longitude is {FieldFiller.Shown(longitude)}; it must be -180 to 180 degrees";
        city = places.Nearest((double)north, (double)east, _rule.WithinKm);
        return null;
    }

    private static bool TryRead(ValueRule? rule, scoped in MergedRow row, out ReadOnlySpan<byte> value)
    {
        value = default;
        return rule is null || ValueReader.TryRead(rule, row, out value);
    }

    private static string Unmapped(string what, ReadOnlySpan<byte> value) =>
        $"place.{what} is {FieldFiller.Shown(value)}; it is not in the feed's map";
}

using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Sinks.Native;
using Houle.Streams.Hashing;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of audience_quality: one a record.</summary>
internal sealed class AudienceQualityRows : TableRows
{
    private readonly LowCardinalityColumn _platform, _anomaly, _cohort;
    private readonly FixedColumn<uint> _asOf;
    private readonly FixedColumn<ulong> _creatorHash;
    private readonly FixedColumn<double> _score;
    private readonly NullableColumn<long> _followers, _gained;
    private readonly NullableColumn<double> _engagementRate;
    private readonly StringColumn _creator, _reasons, _cities, _pod;
    private readonly ByteBuffer _text = new(1024);

    public AudienceQualityRows()
        : this(new("platform"), new("anomaly"), new("cohort"), new("as_of", "DateTime('UTC')"), new("creator_hash", "UInt64"), new("score", "Float64"),
            new("followers", "Int64"), new("followers_gained", "Int64"), new("engagement_rate", "Float64"), new("creator"), new("reasons"), new("cities"), new("pod"))
    {
    }

    private AudienceQualityRows(
        LowCardinalityColumn platform, LowCardinalityColumn anomaly, LowCardinalityColumn cohort, FixedColumn<uint> asOf,
        FixedColumn<ulong> creatorHash, FixedColumn<double> score, NullableColumn<long> followers, NullableColumn<long> gained,
        NullableColumn<double> engagementRate, StringColumn creator, StringColumn reasons, StringColumn cities, StringColumn pod)
        : base(platform, anomaly, cohort, asOf, creatorHash, score, followers, gained, engagementRate, creator, reasons, cities, pod)
    {
        (_platform, _anomaly, _cohort, _asOf, _creatorHash, _score) = (platform, anomaly, cohort, asOf, creatorHash, score);
        (_followers, _gained, _engagementRate) = (followers, gained, engagementRate);
        (_creator, _reasons, _cities, _pod) = (creator, reasons, cities, pod);
    }

    protected override int AppendRows(in RecordView record, out int rows)
    {
        AudienceQuality.Read(Body(record, AudienceQuality.Fingerprint, "AudienceQuality"), out AudienceQuality quality);
        uint asOf = Seconds(quality.AsOfMs);
        rows = 0;
        int month = Month(quality.AsOfMs);
        if (!IsWanted(month)) return month;

        _creator.Append(quality.Creator);
        _creatorHash.Append(Hash64.Of(quality.Creator));
        _platform.Append(SymbolBytes.Of(quality.Platform));
        _asOf.Append(asOf);
        _score.Append(quality.Score);
        _anomaly.Append(SymbolBytes.Of(quality.Anomaly));
        _followers.Append(quality.Followers);
        _gained.Append(quality.FollowersGained);
        _pod.Append(quality.HasPod ? quality.Pod : default);
        _engagementRate.Append(quality.EngagementRate);
        _cohort.Append(quality.HasCohort ? quality.Cohort : default);
        _text.Clear();
        foreach (QualityReason reason in quality.Reasons) Put(reason.Reason, $" {reason.Points:+0.0;-0.0;0} (", reason.Evidence, ")");
        _reasons.Append(_text.Written);
        _text.Clear();
        foreach (CityShare city in quality.Cities) Put(city.City, $" {city.Share:0.0%}", default, "");
        _cities.Append(_text.Written);
        rows = 1;
        return month;
    }

    private void Put(ReadOnlySpan<byte> name, FormattableString middle, ReadOnlySpan<byte> more, string end)
    {
        if (_text.Length > 0) _text.Append("; "u8);
        _text.Append(name);
        _text.Append(Encoding.UTF8.GetBytes(middle.ToString(CultureInfo.InvariantCulture)));
        _text.Append(more);
        _text.Append(Encoding.UTF8.GetBytes(end));
    }
}

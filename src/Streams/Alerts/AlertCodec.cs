using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;

namespace Houle.Streams.Alerts;

/// <summary>Alerts between plain objects and records of houle.alerts (Avro single-object encoding).</summary>
public static class AlertCodec
{
    /// <summary>Reads a record of today's schema.</summary>
    /// <exception cref="AvroException">It is cut, damaged, or of another schema.</exception>
    public static AlertRecord Read(ReadOnlySpan<byte> value)
    {
        if (!SingleObject.TryReadFingerprint(value, out ulong found) || found != Alert.Fingerprint)
            throw new AvroException($"the record is not an Alert of schema {Alert.Fingerprint:x16}", 0);
        Alert.Read(SingleObject.Body(value), out Alert alert);
        return new AlertRecord
        {
            Id = Text(alert.AlertId), Revision = alert.Revision, State = alert.State, Category = alert.Category,
            Stream = alert.Stream, Cell = Text(alert.Cell), Kind = alert.Kind,
            Entity = alert.HasEntity ? Text(alert.Entity) : null, Creator = alert.HasCreator ? Text(alert.Creator) : null,
            Severity = alert.Severity, People = alert.People, Brands = alert.Brands.ToStrings(),
            Terms = alert.Terms.ToStrings(), OpenedAtMs = alert.OpenedAtMs, UpdatedAtMs = alert.UpdatedAtMs, Phase = alert.Phase,
            FirstCell = alert.HasFirstCell ? Text(alert.FirstCell) : null, NextCells = alert.NextCells.ToStrings(),
            CellsPerHour = alert.CellsPerHour, Visits = alert.Visits, VisitsExpected = alert.VisitsExpected,
            UnitsPerDay = alert.UnitsPerDay, DaysOfCover = alert.DaysOfCover, StockOutRisk = alert.StockOutRisk,
            SentenceEn = Text(alert.SentenceEn), SentenceFr = Text(alert.SentenceFr), SentenceNl = Text(alert.SentenceNl),
            Evidence = ReadEvidence(alert.Evidence), CoincidesWith = alert.CoincidesWith.ToStrings(), Do = ReadAdvice(alert.Do),
        };
    }

    /// <summary>Appends the record.</summary>
    public static void Write(AlertRecord alert, ByteBuffer to)
    {
        var advice = new RecordListBuilder<StoreAdvice>();
        foreach (AlertAdvice item in alert.Do) advice.Add(AdviceOf(item));

        var contributors = new RecordListBuilder<Contributor>();
        foreach (AlertContributor item in alert.Evidence.Contributors)
            contributors.Add(new Contributor { Person = Bytes(item.Person), Share = item.Share, Authenticity = item.Authenticity });
        var record = new Alert
        {
            AlertId = Bytes(alert.Id), Revision = alert.Revision, State = alert.State, Category = alert.Category,
            Stream = alert.Stream, Cell = Bytes(alert.Cell), Kind = alert.Kind, Severity = alert.Severity, People = alert.People,
            Brands = List(alert.Brands), Terms = List(alert.Terms),
            OpenedAtMs = alert.OpenedAtMs, UpdatedAtMs = alert.UpdatedAtMs, Phase = alert.Phase, NextCells = List(alert.NextCells),
            CellsPerHour = alert.CellsPerHour, Visits = alert.Visits, VisitsExpected = alert.VisitsExpected,
            UnitsPerDay = alert.UnitsPerDay, DaysOfCover = alert.DaysOfCover, StockOutRisk = alert.StockOutRisk,
            SentenceEn = Bytes(alert.SentenceEn), SentenceFr = Bytes(alert.SentenceFr), SentenceNl = Bytes(alert.SentenceNl),
            Evidence = Evidence(alert.Evidence, contributors), CoincidesWith = List(alert.CoincidesWith), Do = advice.List,
        };
        if (alert.Entity is not null) record.Entity = Bytes(alert.Entity);
        if (alert.Creator is not null) record.Creator = Bytes(alert.Creator);
        if (alert.FirstCell is not null) record.FirstCell = Bytes(alert.FirstCell);
        record.WriteSingleObject(to);
    }

    /// <summary>The record as bytes of its own.</summary>
    public static byte[] Write(AlertRecord alert)
    {
        var to = new ByteBuffer();
        Write(alert, to);
        return to.Written.ToArray();
    }

    private static AlertEvidence ReadEvidence(scoped in Evidence evidence)
    {
        List<AlertContributor> contributors = [];
        foreach (Contributor item in evidence.Contributors)
            contributors.Add(new AlertContributor(Text(item.Person), item.Share, item.Authenticity));
        List<AlertSpan> windows = [];
        foreach (SpanTest item in evidence.Windows)
            windows.Add(new AlertSpan(item.ScaleMs, item.Observed, item.Expected, item.Dispersion, item.P));
        return new AlertEvidence
        {
            Observed = evidence.Observed, Expected = evidence.Expected, RatioLow = evidence.RatioLow,
            RatioHigh = evidence.RatioHigh, RatioLevel = evidence.RatioLevel, Test = Text(evidence.Test),
            ScaleMs = evidence.ScaleMs, Windows = windows, Combination = Text(evidence.Combination), Dispersion = evidence.Dispersion,
            P = evidence.P, Q = evidence.Q, Tests = evidence.Tests, QRank = evidence.QRank, QP = evidence.QP,
            Cells = evidence.Cells, QCells = evidence.QCells, OpeningLevel = evidence.OpeningLevel,
            SpreadTests = evidence.SpreadTests, SpreadRank = evidence.SpreadRank, SpreadP = evidence.SpreadP,
            BaselineStartMs = evidence.BaselineStartMs, BaselineEndMs = evidence.BaselineEndMs,
            LearningDay = evidence.LearningDay, LearningDays = evidence.LearningDays, SmallestBurst = evidence.SmallestBurst,
            AuthenticShare = evidence.AuthenticShare, SponsoredShare = evidence.SponsoredShare,
            SuspiciousShare = evidence.SuspiciousShare, Contributors = contributors, CarriedBy = ReadShares(evidence.CarriedBy),
            Carries = ReadCarries(evidence.Carries), Segments = ReadSegments(evidence.Segments), Links = evidence.Links.ToStrings(),
            Configuration = Text(evidence.Configuration),
        };
    }

    private static Evidence Evidence(AlertEvidence evidence, RecordListBuilder<Contributor> contributors) => new()
    {
        Observed = evidence.Observed, Expected = evidence.Expected, RatioLow = evidence.RatioLow, RatioHigh = evidence.RatioHigh,
        RatioLevel = evidence.RatioLevel, Test = Bytes(evidence.Test), ScaleMs = evidence.ScaleMs, Windows = Windows(evidence.Windows),
        Combination = Bytes(evidence.Combination), Dispersion = evidence.Dispersion, P = evidence.P, Q = evidence.Q, Tests = evidence.Tests,
        QRank = evidence.QRank, QP = evidence.QP, Cells = evidence.Cells, QCells = evidence.QCells,
        OpeningLevel = evidence.OpeningLevel, SpreadTests = evidence.SpreadTests, SpreadRank = evidence.SpreadRank, SpreadP = evidence.SpreadP,
        BaselineStartMs = evidence.BaselineStartMs, BaselineEndMs = evidence.BaselineEndMs,
        LearningDay = evidence.LearningDay, LearningDays = evidence.LearningDays, SmallestBurst = evidence.SmallestBurst,
        AuthenticShare = evidence.AuthenticShare, SponsoredShare = evidence.SponsoredShare,
        SuspiciousShare = evidence.SuspiciousShare, Contributors = contributors.List, CarriedBy = Shares(evidence.CarriedBy),
        Carries = Carries(evidence.Carries), Segments = Segments(evidence.Segments), Links = List(evidence.Links),
        Configuration = Bytes(evidence.Configuration),
    };

    private static RecordList<SpanTest> Windows(IReadOnlyList<AlertSpan> windows)
    {
        var list = new RecordListBuilder<SpanTest>();
        foreach (AlertSpan item in windows)
        {
            list.Add(new SpanTest
            {
                ScaleMs = item.ScaleMs, Observed = item.Observed, Expected = item.Expected, Dispersion = item.Dispersion, P = item.P,
            });
        }

        return list.List;
    }

    private static List<AlertSegment> ReadSegments(scoped in RecordList<SegmentShare> items)
    {
        List<AlertSegment> segments = [];
        foreach (SegmentShare item in items) segments.Add(new AlertSegment(Text(item.Segment), item.People, item.Of, item.UsualShare));
        return segments;
    }

    private static RecordList<SegmentShare> Segments(IReadOnlyList<AlertSegment> segments)
    {
        var list = new RecordListBuilder<SegmentShare>();
        foreach (AlertSegment item in segments)
        {
            list.Add(new SegmentShare
            {
                Segment = Bytes(item.Segment), People = item.People, Of = item.Of, Share = item.Share, ShareLow = item.ShareLow,
                UsualShare = item.UsualShare, Carries = item.Carries,
            });
        }

        return list.List;
    }

    private static List<AlertShare> ReadShares(scoped in RecordList<RiseShare> items)
    {
        List<AlertShare> shares = [];
        foreach (RiseShare item in items) shares.Add(new AlertShare(item.Dimension, Text(item.Part), item.Share));
        return shares;
    }

    private static RecordList<RiseShare> Shares(IReadOnlyList<AlertShare> shares)
    {
        var list = new RecordListBuilder<RiseShare>();
        foreach (AlertShare item in shares) list.Add(new RiseShare { Dimension = item.Dimension, Part = Bytes(item.Part), Share = item.Share });
        return list.List;
    }

    private static List<AlertCarried> ReadCarries(scoped in RecordList<CarriedProduct> items)
    {
        List<AlertCarried> carries = [];
        foreach (CarriedProduct item in items) carries.Add(new AlertCarried(Text(item.Product), item.People, item.OfPeople));
        return carries;
    }

    private static RecordList<CarriedProduct> Carries(IReadOnlyList<AlertCarried> carries)
    {
        var list = new RecordListBuilder<CarriedProduct>();
        foreach (AlertCarried item in carries) list.Add(new CarriedProduct { Product = Bytes(item.Product), People = item.People, OfPeople = item.OfPeople });
        return list.List;
    }

    private static List<AlertAdvice> ReadAdvice(scoped in RecordList<StoreAdvice> items)
    {
        List<AlertAdvice> advice = [];
        foreach (StoreAdvice item in items) advice.Add(AdviceOf(item));
        return advice;
    }

    /// <summary>One store's advice, of an alert or of a signal.</summary>
    public static AlertAdvice AdviceOf(scoped in StoreAdvice item) => new(
        Text(item.Store), item.Action, Text(item.Reason), item.StockUnits, item.DaysOfCover, item.HasFromStore ? Text(item.FromStore) : null,
        item.HasProduct ? Text(item.Product) : null)
    {
        ReasonFr = Text(item.ReasonFr), ReasonNl = Text(item.ReasonNl), UnitsPerDay = item.UnitsPerDay, DueAtMs = item.DueAtMs,
        FromCell = item.HasFromCell ? Text(item.FromCell) : null, LacksUnits = item.LacksUnits,
    };

    /// <summary>The same as a record.</summary>
    public static StoreAdvice AdviceOf(AlertAdvice item)
    {
        var store = new StoreAdvice
        {
            Store = Bytes(item.Store), Action = item.Action, Reason = Bytes(item.Reason), ReasonFr = Bytes(item.ReasonFr), ReasonNl = Bytes(item.ReasonNl),
            StockUnits = item.StockUnits, DaysOfCover = item.DaysOfCover, UnitsPerDay = item.UnitsPerDay, DueAtMs = item.DueAtMs,
            LacksUnits = item.LacksUnits,
        };
        if (item.FromCell is not null) store.FromCell = Bytes(item.FromCell);
        if (item.FromStore is not null) store.FromStore = Bytes(item.FromStore);
        if (item.Product is not null) store.Product = Bytes(item.Product);
        return store;
    }

    private static Utf8List List(IReadOnlyList<string> texts)
    {
        var list = new Utf8ListBuilder();
        foreach (string text in texts) list.Add(Bytes(text));
        return list.List;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

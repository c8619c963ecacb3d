namespace Houle.Tests.Web;

/// <summary>Rows as the sink writes them, made by ClickHouse itself.</summary>
internal static class WebRows
{
    private const string Owed = """{"format":"post","due_at":1772668800}""";

    /// <summary>People an hour of the sound: 10 + the hour's number, on two days; the newest hour has 40 more.</summary>
    public static IReadOnlyList<string> Statements { get; } =
    [
        """
        INSERT INTO city_windows (run, log_id, partition, offset, row, stream, cell, level, country, window_start, kind, entity, count, weight, authentic_weight, people_unnamed)
        SELECT 'week', 'l', 0, number, k, 'social', 'be/liege', 'city', 'be', toDateTime('2026-03-04 00:00:00', 'UTC') + 3600 * number,
            if(k = 0, 'total', 'sound'), if(k = 0, '', 'boulets'), people, people * 1000000, people * 1000000, people
        FROM (SELECT number, arrayJoin([0, 1]) AS k, 10 + number % 24 + if(number = 47, 40, 0) AS people FROM numbers(48))
        """,
        """
        INSERT INTO accounting (run, log_id, partition, offset, row, stream, source, source_partition, hour, read, accepted, late, duplicates, dead_lettered, other, accepted_weight, leaf_weight)
        VALUES ('week', 'l', 0, 0, 0, 'social', 'houle.social', 0, '2026-03-05 23:00:00', 100, 90, 2, 5, 4, 1, 90000000, 90000000)
        """,
        $"""
        INSERT INTO campaign_creators (run, log_id, partition, offset, row, campaign, brand, currency, creator, starts_at, ends_at, cost_cents, deliverables)
        VALUES ('week', 'l', 0, 0, 0, 'spring', '', 'EUR', '{WebFixture.Anna}', '2026-03-02 00:00:00', '2026-03-23 00:00:00', 60000, '[{Owed}]')
        """,
        $"""
        INSERT INTO post_events (run, log_id, partition, offset, row, creator, platform, post, occurred_at, kind, format, campaign, sponsored, disclosed, followers, likes, comments, shares, saves)
        VALUES ('week', 'l', 0, 0, 0, '{WebFixture.Anna}', 'instagram', 'p1', '2026-03-02 10:00:00', 'post', 'post', 'spring', 1, 1, 10000, 400, 0, 0, 0),
            ('week', 'l', 0, 1, 0, 'c-bart', 'instagram', 'p2', '2026-03-03 10:00:00', 'post', 'post', 'spring', 1, 0, 5000, 100, 0, 0, 0),
            ('week', 'l', 0, 2, 0, 'c-bart', 'instagram', 'p3', '2026-03-20 10:00:00', 'post', 'post', '', 0, 0, 5000, 100, 0, 0, 0)
        """,
        $"""
        INSERT INTO audience_quality (run, log_id, partition, offset, row, creator, platform, as_of, score, anomaly, followers, followers_gained, cohort, reasons)
        VALUES ('week', 'l', 0, 0, 0, '{WebFixture.Anna}', 'instagram', '2026-03-03 00:00:00', 90, 'none', 10000, -12, '10k-50k', ''),
            ('week', 'l', 0, 2, 0, '{WebFixture.Anna}', 'instagram', '2026-03-03 07:00:00', 40, 'follower_spike', 14000, 4000, '10k-50k', ''),
            ('week', 'l', 0, 3, 0, '{WebFixture.Anna}', 'instagram', '2026-03-12 07:00:00', 40, 'follower_spike', 19000, 5000, '10k-50k', ''),
            ('week', 'l', 0, 1, 0, '{WebFixture.Anna}', 'instagram', '2026-03-03 08:00:00', 40, 'off_cohort', 10000, 5, '10k-50k/post', 'off_cohort 0 (far)')
        """,
        $"""
        INSERT INTO creator_growth (run, log_id, partition, offset, row, creator, platform, as_of, counted_from, counted_to, cell, followers, gained, expected, p, score, explained_by, cause, reason, alert_id)
        VALUES ('week', 'l', 0, 0, 0, '{WebFixture.Anna}', 'instagram', '2026-03-03 07:00:00', '2026-03-02 06:00:00', '2026-03-03 06:59:00', 'be/liege', 14000, 4000, 20, 1e-9, 40, 'giveaway', '2026-03-02', 'given away', ''),
            ('week', 'l', 0, 1, 0, '{WebFixture.Anna}', 'instagram', '2026-03-12 07:00:00', '2026-03-11 06:00:00', '2026-03-12 06:59:00', 'be/liege', 19000, 5000, 20, 1e-9, 40, 'none', '', 'nothing', 'a1')
        """,
        """
        INSERT INTO post_events (run, log_id, partition, offset, row, creator, post, occurred_at, kind)
        SELECT 'week', 'l', 0, 10 + number, 0, 'c-bart', 'p2', '2026-03-03 12:00:00', 'step' FROM numbers(4)
        """,
        Alert("rising", 41, """{"observed":41,"expected":2.1,"ratio_low":12.5,"ratio_high":26,"ratio_level":0.95,"test":"negative_binomial_mid_p","scale_ms":3600000,"windows":[{"scale_ms":3600000,"observed":41,"expected":2.1,"dispersion":1.4,"p":1e-19}],"combination":"cauchy","p":1e-19,"q":3e-16,"tests":1213,"cells":7,"opening_level":0.01,"baseline_start":"2026-02-16T00:00:00Z","baseline_end":"2026-03-05T22:00:00Z","learning_day":17,"learning_days":14,"smallest_burst":5.5,"authentic_share":0.96,"sponsored_share":0}"""),
        Alert("of-four", 4, "{}"),
        Alert("without-rows", 40, """{"observed":41,"expected":2.1,"ratio_low":12.5,"ratio_high":26,"scale_ms":3600000,"p":1e-19,"q":3e-16,"tests":12,"cells":1,"baseline_start":"2026-02-16T00:00:00Z","baseline_end":"2026-03-05T22:00:00Z","authentic_share":0.96,"test":"x"}""", "quiet"),
        """
        INSERT INTO accounting (run, log_id, partition, offset, row, stream, source, source_partition, hour, read)
        VALUES ('quiet', 'l', 0, 0, 0, 'social', 'houle.social', 0, '2026-03-05 22:00:00', 0), ('silent', 'l', 0, 0, 0, 'social', 'houle.social', 0, '2026-03-05 22:00:00', 0)
        """,
        """
        INSERT INTO trends (run, log_id, partition, offset, row, cell, country, kind, entity, tick, phase, scale_ms, observed, expected, rate_ratio, rank, ratio_high, dispersion, p, q, tests, authentic_share, people, unnamed)
        VALUES ('week', 'l', 0, 0, 0, 'be/liege', 'be', 'sound', 'boulets', '2026-03-05 23:00:00', 'rising', 7200000, 50, 8, 6.2, 3.5, 9, 4, 1e-9, 1e-6, 1213, 0.96, 41, 0)
        """,
    ];

    private const string Advice = """[{"store":"liege-carre","action":"transfer","from_store":"liege-angleur","stock_units":0,"days_of_cover":0,"reason":"It has run out."}]""";

    private static string Alert(string id, int people, string evidence, string run = "week") => $"""
        INSERT INTO alerts (run, log_id, partition, offset, row, alert_id, revision, state, category, stream, cell, country, kind, entity, severity, people, opened_at, updated_at, phase, sentence_en, sentence_fr, sentence_nl, observed, expected, ratio_low, ratio_high, p, q, tests, authentic_share, evidence, advice, visits, visits_expected, units_per_day, days_of_cover, stock_out_risk)
        VALUES ('{run}', 'l', 0, {people}, 0, '{id}', 0, 'opened', 'swell', 'social', 'be/liege', 'be', 'sound', 'boulets', 7, {people}, '2026-03-05 22:00:00', '2026-03-05 22:00:00', 'emerging', 'The sound “Boulets en boucle” <b>rises</b> in Liège.', 'Le son monte.', 'Het geluid stijgt.', 41, 2.1, 12.5, 26, 1e-19, 3e-16, 1213, 0.96, '{evidence}', '{Advice}', 620, 410.4, 31.5, 4.2, 0.83)
        """;
}

using System.Net;
using System.Text;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Sinks.Alerts.Feedback;

/// <summary>Takes what teams say about alerts: a GET of a signed link shows a page, and its button's POST stores the word.</summary>
/// <remarks>A GET changes nothing: chat programs and mail filters open links by themselves. The last word of a destination about
/// an alert counts. Nothing is tuned by it: precision per rule is shown (view rule_precision), and people decide.</remarks>
public sealed class FeedbackDesk : IDisposable
{
    public const int NoteBytesMax = 500;

    private static readonly TopicPartition Partition = new(TopicNames.AlertFeedback, 0);

    private readonly FeedbackToken _tokens;
    private readonly TimeProvider _time;
    private readonly ILogProducer _producer;
    private readonly CommitBatch _batch = new();
    private readonly Lock _lock = new();

    public FeedbackDesk(ILog log, FeedbackToken tokens, TimeProvider time)
    {
        (_tokens, _time) = (tokens, time);
        log.EnsureTopic(new TopicDefinition(TopicNames.AlertFeedback, 1));
        _producer = log.OpenProducer("houle-alert-feedback");
    }

    /// <summary>The answer to GET of a link.</summary>
    public FeedbackAnswer Show(string? token)
    {
        if (_tokens.Read(token, _time.GetUtcNow()) is not { } claim) return Expired;
        string word = claim.Useful ? "useful" : "not useful";
        return new FeedbackAnswer(200, Page($"""
            <p>Alert of rule <b>{WebUtility.HtmlEncode(claim.Rule)}</b>: say that it was <b>{word}</b>?</p>
            <form method="post"><input type="hidden" name="t" value="{WebUtility.HtmlEncode(token)}">
            <p><label>A few words, if you like: <input name="note" maxlength="200"></label></p>
            <button>It was {word}</button></form>
            """));
    }

    /// <summary>The answer to POST of the page's form: stores the word.</summary>
    public FeedbackAnswer Record(string? token, string? note)
    {
        if (_tokens.Read(token, _time.GetUtcNow()) is not { } claim) return Expired;
        byte[] id = Encoding.UTF8.GetBytes(claim.AlertId);
        var record = new AlertFeedback
        {
            AlertId = id, Rule = Encoding.UTF8.GetBytes(claim.Rule), Destination = Encoding.UTF8.GetBytes(claim.Destination),
            Useful = claim.Useful, GivenAtMs = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        if (!string.IsNullOrWhiteSpace(note)) record.Note = Cut(note.Trim());
        lock (_lock)
        {
            _batch.Clear();
            record.WriteSingleObject(_batch.Begin(Partition, CommitBatch.StampAtCommit, id));
            _batch.End();
            _producer.Commit(_batch);
        }

        return new FeedbackAnswer(200, Page("<p>Thank you: it is noted.</p>"));
    }

    public void Dispose() => _producer.Dispose();

    private static FeedbackAnswer Expired { get; } =
        new(403, Page("<p>This link has expired or is not whole. Use the buttons of a newer alert.</p>"));

    /// <summary>At most <see cref="NoteBytesMax"/> bytes, cut between characters.</summary>
    private static byte[] Cut(string note)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(note);
        if (bytes.Length <= NoteBytesMax) return bytes;
        int length = NoteBytesMax;
        while ((bytes[length] & 0xC0) == 0x80) length--;
        return bytes[..length];
    }

    private static string Page(string body) =>
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"robots\" content=\"noindex\"><title>Houle</title><body style=\"font-family:sans-serif;max-width:30em;margin:3em auto\">{body}</body></html>";
}

/// <summary>What to answer over HTTP; the type is text/html.</summary>
public sealed record FeedbackAnswer(int Status, string Html);

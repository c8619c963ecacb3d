using System.Security.Cryptography;
using System.Text;
using Houle.Ingest.Feeds;
using Houle.Ingest.Files;
using Houle.Streams.Topology;

namespace Houle.Ingest.Sessions;

/// <summary>Everything that a session's output is a function of; its hash names the session.</summary>
/// <remarks>Equal manifests write equal bytes, so a session that was cut short can be gone on with, and one that was done
/// is not done again. File names are not part of it: only what is in the files.</remarks>
internal static class SessionManifest
{
    public static string Id(
        IReadOnlyList<(InputFile File, FeedDefinition Feed)> inputs, IngestOptions options)
    {
        StringBuilder text = new("houle ingest session, form 1\n");
        foreach ((InputFile file, FeedDefinition feed) in inputs)
            text.Append("input ").Append(file.Sha256).Append(' ').Append(feed.Name).Append(' ').AppendLine(feed.Sha256);
        foreach (StreamOptions stream in options.Streams)
        {
            text.Append("stream ").Append(stream.Topic).Append(' ').Append(stream.Partitions).Append(' ')
                .Append(stream.GraceMs).Append('\n');
        }

        text.Append("rows a commit ").Append(options.CommitRows).Append(options.AsIs ? ", as they are" : ", by time")
            .Append("\nkeys ").Append(options.Keys.Fingerprint)
            .Append("\ncatalogue ").Append(options.Catalogue.Sha256).Append('\n');
        if (!options.Segments.IsEmpty) text.Append("segments ").Append(options.Segments.Sha256).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

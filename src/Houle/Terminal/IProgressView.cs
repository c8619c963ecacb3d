using Houle.Hosting;

namespace Houle.Terminal;

/// <summary>What a person sees while files are ingested.</summary>
internal interface IProgressView
{
    /// <summary>How far each group of files is, and how many records some stage or the sink has not read yet.</summary>
    void Progress(IReadOnlyList<IngestShare> shares, long lag);

    /// <summary>Something found in the data: a result.</summary>
    void Finding(string line);

    /// <summary>Something that happened to the run itself.</summary>
    void Note(string line);
}

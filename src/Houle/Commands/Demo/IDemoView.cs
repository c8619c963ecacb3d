namespace Houle.Commands.Demo;

/// <summary>What a person sees of a demo while it plays.</summary>
internal interface IDemoView
{
    /// <summary>How far the worker is.</summary>
    void Progress(WorkerReport report);

    /// <summary>Something found in the data: a result.</summary>
    void Finding(string line);

    /// <summary>Something that happened to the demo itself.</summary>
    void Note(string line);
}

namespace Houle.Commands.Demo;

/// <summary>What a person would want to know of what has arrived so far.</summary>
internal interface IDemoNews
{
    /// <summary>What is new since it was last asked, or <paramref name="all"/> that stands at the end; nothing while there is no data.</summary>
    Task<IReadOnlyList<string>> News(bool all, CancellationToken cancel);
}

namespace Houle.Streams.Embedded;

/// <summary>The named instants of a group commit, in order: between any two of them a crash must lose nothing.</summary>
public static class LogSteps
{
    public const string BeforeAppend = "log.before-append";
    public const string AfterAppend = "log.after-append";
    public const string AfterSync = "log.after-fdatasync";
    public const string InTransaction = "log.in-sqlite-transaction";
    public const string AfterCommit = "log.after-commit";

    /// <summary>Segments are out of the index, their files still in the folder.</summary>
    public const string BeforeDelete = "log.before-delete";

    public static IReadOnlyList<string> OfCommit { get; } = [BeforeAppend, AfterAppend, AfterSync, InTransaction, AfterCommit];
}

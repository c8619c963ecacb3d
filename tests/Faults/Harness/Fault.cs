namespace Houle.Faults.Harness;

/// <summary>One disturbance of one life of a process.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>SIGKILL from inside, the <paramref name="Nth"/> time the process passes the named point.</summary>
    public sealed record KillAt(string Point, int Nth) : Fault;

    /// <summary>SIGKILL from outside, this long after the process said that it was ready.</summary>
    public sealed record KillAfter(TimeSpan Delay) : Fault;

    /// <summary>SIGSTOP after a delay, and SIGCONT after the pause: a process that seems dead and comes back.</summary>
    public sealed record StopAfter(TimeSpan Delay, TimeSpan Pause) : Fault;
}

namespace Houle.Avro.Resolution.Steps;

/// <summary>A union was written: each of its branches has a step of its own.</summary>
internal sealed class BranchesStep(Step[] branches) : Step
{
    public override void Run(ref Transcode at) => branches[at.Reader.ReadIndex(branches.Length, "branch")].Run(ref at);
}

/// <summary>A union is expected: the branch is known from the writer's type.</summary>
internal sealed class WrapStep(int branch, Step value) : Step
{
    public override void Run(ref Transcode at)
    {
        at.Writer.WriteInt(branch);
        value.Run(ref at);
    }
}

using Houle.Avro.Binary;

namespace Houle.Avro.Resolution.Steps;

/// <summary>Reads one value as it was written and writes it as the reader expects it (or not at all, when skipped).</summary>
internal abstract class Step
{
    public abstract void Run(ref Transcode at);
}

/// <summary>A value that the writer may write and the reader cannot take: an error only when it comes.</summary>
internal sealed class RefuseStep(string why) : Step
{
    public override void Run(ref Transcode at) => AvroError.Mismatch(at.Reader.Position, why);
}

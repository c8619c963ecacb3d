using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Resolution.Steps;

/// <summary>Passes a value that the reader does not want. Structure is checked; text is not looked at.</summary>
internal sealed class SkipStep(Schema schema) : Step
{
    public override void Run(ref Transcode at) => SchemaSkipper.Skip(schema, ref at.Reader, checksText: false, at.Depth);
}

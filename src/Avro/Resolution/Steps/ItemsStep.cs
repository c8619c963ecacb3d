namespace Houle.Avro.Resolution.Steps;

/// <summary>An array or map, block by block: a block's count is known before its items, so nothing is kept back.</summary>
internal sealed class ItemsStep(int itemBytesMin, bool isMap, Step item) : Step
{
    public override void Run(ref Transcode at)
    {
        at.Enter();
        for (long count; (count = at.Reader.ReadBlockCount(out int bytes)) != 0;)
        {
            at.Reader.CheckCount(count, itemBytesMin, item is RecordStep);
            at.Writer.WriteLong(count);
            int start = at.Reader.Position;
            for (; count > 0; count--)
            {
                if (isMap) at.Writer.WriteBytes(at.Reader.ReadString());
                item.Run(ref at);
                at.CheckLength();
            }

            at.Reader.EndBlock(start, bytes);
        }

        at.Writer.WriteLong(0);
        at.Leave();
    }
}

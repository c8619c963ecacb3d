namespace Houle.Avro.Resolution.Steps;

/// <summary>A field of the writer or of the reader, and what becomes of it.</summary>
/// <param name="Source">Index of the writer's field, or -1 for a default.</param>
/// <param name="Value">Moves the written value; null for a default.</param>
/// <param name="Default">Bytes of the default.</param>
internal readonly record struct FieldPlan(int Source, Step? Value, byte[]? Default);

/// <summary>A record: fields moved, skipped and filled in. Made empty first, so that a recursive one can refer to itself.</summary>
/// <remarks>Where the reader keeps the writer's order, one pass does; else each field is looked up by its position, found by
/// skipping through all of them.</remarks>
internal sealed class RecordStep : Step
{
    private const int PositionsOnStackMax = 64;
    private SkipStep[] _skips = [];
    private FieldPlan[] _plans = [];
    private bool _isInOrder;

    /// <summary>Why the records do not fit; set once that is known.</summary>
    public SchemaMismatchException? Conflict { get; set; }

    public void Complete(SkipStep[] skips, FieldPlan[] plans)
    {
        _skips = skips;
        _plans = plans;
        _isInOrder = true;
        int last = -1;
        foreach (FieldPlan plan in plans)
        {
            if (plan.Source < 0) continue;
            _isInOrder &= plan.Source > last;
            last = plan.Source;
        }
    }

    public override void Run(ref Transcode at)
    {
        if (Conflict is not null) Binary.AvroError.Mismatch(at.Reader.Position, Conflict.Message);
        at.Enter();
        int start = at.Reader.Position;
        if (_isInOrder) RunInOrder(ref at);
        else RunByPosition(ref at);
        if (at.Reader.Position == start) at.Reader.CountEmptyRecord();
        at.CheckLength();
        at.Leave();
    }

    private void RunInOrder(ref Transcode at)
    {
        int next = 0;
        foreach (ref readonly FieldPlan plan in _plans.AsSpan())
        {
            if (plan.Value is null)
            {
                at.Writer.WriteFixed(plan.Default);
                continue;
            }

            for (; next < plan.Source; next++) _skips[next].Run(ref at);
            plan.Value.Run(ref at);
            next++;
        }

        for (; next < _skips.Length; next++) _skips[next].Run(ref at);
    }

    private void RunByPosition(ref Transcode at)
    {
        int count = _skips.Length;
        Span<int> positions = count <= PositionsOnStackMax ? stackalloc int[PositionsOnStackMax] : new int[count];
        for (int i = 0; i < count; i++)
        {
            positions[i] = at.Reader.Position;
            _skips[i].Run(ref at);
        }

        int end = at.Reader.Position;
        foreach (ref readonly FieldPlan plan in _plans.AsSpan())
        {
            if (plan.Value is null)
            {
                at.Writer.WriteFixed(plan.Default);
                continue;
            }

            at.Reader.Seek(positions[plan.Source]);
            plan.Value.Run(ref at);
        }

        at.Reader.Seek(end);
    }
}

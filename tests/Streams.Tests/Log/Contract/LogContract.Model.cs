using Houle.Streams.Log;

namespace Houle.Streams.Tests.Log.Contract;

public abstract partial class LogContract
{
    /// <summary>Sequences of the model test; slow bindings run fewer.</summary>
    protected virtual int ModelSequences => 2000;

    [Fact]
    public void Log_agrees_with_a_dictionary_over_random_operations()
    {
        Assert.SkipWhen(OffsetsHaveGaps, "the model finds records by consecutive offsets");
        for (int seed = 1; seed <= ModelSequences; seed++)
        {
            try
            {
                ILog log = Create(segmentBytes: 64 + (seed % 7 * 100), recordBytesMax: 300);
                LogModel model = new(log, Time, new Random(seed));
                for (int step = 0; step < 60; step++)
                {
                    if (step % 20 == 19 && Reopen(model.Log) is { } reopened) model.Restart(reopened);
                    model.Step();
                }
                model.CheckAll();
                model.Log.Dispose();
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
            }
        }
    }
}

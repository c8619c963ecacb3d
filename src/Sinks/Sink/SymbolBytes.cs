using System.Text;
using Houle.Events;

namespace Houle.Sinks.Sink;

/// <summary>The symbols of Avro enums as the bytes that go into columns.</summary>
internal static class SymbolBytes
{
    private static readonly byte[][] Streams = All<Events.Stream>(StreamSymbols.Symbol);
    private static readonly byte[][] Levels = All<CellLevel>(CellLevelSymbols.Symbol);
    private static readonly byte[][] Phases = All<TrendPhase>(TrendPhaseSymbols.Symbol);
    private static readonly byte[][] Kinds = All<EntityKind>(EntityKindSymbols.Symbol);

    private static readonly byte[][] Platforms = All<Platform>(PlatformSymbols.Symbol);
    private static readonly byte[][] Anomalies = All<Anomaly>(AnomalySymbols.Symbol);

    private static readonly byte[][] Causes = All<GrowthCause>(GrowthCauseSymbols.Symbol);

    private static readonly byte[][] Formats = All<Format>(FormatSymbols.Symbol);
    private static readonly byte[][] PostEventKinds = All<PostEventKind>(PostEventKindSymbols.Symbol);

    public static ReadOnlySpan<byte> Of(GrowthCause value) => Causes[(int)value];

    public static ReadOnlySpan<byte> Of(Format value) => Formats[(int)value];

    public static ReadOnlySpan<byte> Of(PostEventKind value) => PostEventKinds[(int)value];

    public static ReadOnlySpan<byte> Of(Events.Stream value) => Streams[(int)value];

    public static ReadOnlySpan<byte> Of(CellLevel value) => Levels[(int)value];

    public static ReadOnlySpan<byte> Of(EntityKind value) => Kinds[(int)value];

    public static ReadOnlySpan<byte> Of(TrendPhase value) => Phases[(int)value];

    public static ReadOnlySpan<byte> Of(Platform value) => Platforms[(int)value];

    public static ReadOnlySpan<byte> Of(Anomaly value) => Anomalies[(int)value];

    private static byte[][] All<T>(Func<T, string> symbol)
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => Encoding.UTF8.GetBytes(symbol(value)))];
}

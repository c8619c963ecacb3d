using Houle.Ingest.Feeds;
using Houle.Simulation.Output;
using Houle.Simulation.Processes;
using Houle.Simulation.Scenarios;
using Houle.Simulation.Truth;
using Houle.Simulation.World;

namespace Houle.Simulation;

/// <summary>How far a simulation goes.</summary>
/// <param name="EventsMax">Ends after so many events.</param>
/// <param name="DaysMax">Ends after so many days, the history counted.</param>
public sealed record SimulationLimits(long EventsMax = long.MaxValue, int DaysMax = int.MaxValue);

/// <summary>What a simulation has written.</summary>
/// <param name="FromMs">Event time at which it began.</param>
/// <param name="UntilMs">Event time that it reached.</param>
/// <param name="ByKind">In the order of <see cref="EventShape.All"/>.</param>
/// <param name="Truth">Lines of the truth file, one JSON object each.</param>
public sealed record SimulationReport(
    long FromMs, long UntilMs, long Events, IReadOnlyList<Tally> ByKind, IReadOnlyList<string> Truth);

/// <summary>Plays a scenario: minute by minute, in memory bounded by what is on its way, to a sink in order of arrival.</summary>
/// <remarks>Output is a function of scenario, seed and limits alone, to the last bit (docs/decisions/generate.md).</remarks>
public sealed class CitySimulation
{
    private readonly SimulatedWorld _world;
    private readonly TruthBook _truth;
    private readonly ArrivalRing _ring;
    private readonly IProcess[] _processes;
    private readonly Pods _pods;
    private readonly Stock _stock;
    private readonly Surges _surges;

    public CitySimulation(Scenario scenario, ulong seed, IEventSink sink)
    {
        _world = new SimulatedWorld(scenario, seed);
        _truth = new TruthBook(_world);
        _ring = new ArrivalRing(sink, _truth.OnWritten);
        Emitter emitter = new(_world, _ring, _truth);
        Accounts accounts = new(_world, emitter);
        PostReach reach = new(_world, emitter, accounts);
        Talk talk = new(_world, emitter, _truth, accounts);
        Effects effects = new(_world);
        _pods = new Pods(_world, talk, reach, _truth);
        _stock = new Stock(_world, emitter, _truth);
        _surges = new Surges(_world, talk, reach, _truth);
        _processes =
        [
            accounts, new Chatter(_world, talk, reach, new CityNoise(_world)), _surges, new FollowerSteps(_world, talk, reach), _pods,
            new PaidPosts(_world, talk, reach), new Interest(_world, emitter, effects), new Shops(_world, emitter, effects, _stock),
            _stock, new Feet(_world, emitter, effects), new Communities(_world, emitter), reach,
        ];
    }

    public SimulatedWorld World => _world;

    /// <param name="onHour">Told the event time reached and the events written, every hour of the simulation.</param>
    public SimulationReport Run(SimulationLimits limits, Action<long, long>? onHour = null, CancellationToken cancel = default)
    {
        Period period = _world.Scenario.Period;
        long endMs = limits.DaysMax >= period.Days + period.HistoryDays
            ? period.EndMs
            : period.MsAt(1 - period.HistoryDays + limits.DaysMax, 0);
        LocalWeek clock = new(period.Zone);
        long atMs = period.StartMs;
        bool goesOn = true;
        for (; atMs < endMs; atMs += Minute.Ms)
        {
            goesOn = _ring.Advance(atMs / Minute.Ms, limits.EventsMax);
            if (!goesOn) break;
            Minute minute = new(atMs, clock.MinuteOfWeek(atMs));
            _truth.Minute(atMs, minute.OfWeek);
            foreach (IProcess process in _processes) process.Run(minute);
            if (atMs % 3_600_000 != 0) continue;
            cancel.ThrowIfCancellationRequested();
            onHour?.Invoke(atMs, _ring.Written);
        }

        if (goesOn) _ring.Finish(limits.EventsMax);
        _pods.Finish();
        _stock.Finish(atMs);
        Tally[] tallies = [.. EventShape.All.Select(s => _truth.Of(s.Kind))];
        return new SimulationReport(
            period.StartMs, atMs, _ring.Written, tallies, TruthLines.Of(_world, _truth, _surges, atMs));
    }
}

namespace Houle.Simulation;

/// <summary>A scenario asks for more than a simulation can do; the message says what, and what to do.</summary>
public sealed class SimulationException(string message) : Exception(message);

namespace Houle.Detection.Textbook;

/// <summary>The product of the last bets: large when p-values have been small for a while.</summary>
/// <remarks>Vovk, Nouretdinov and Gammerman, Testing exchangeability on-line, ICML 2003.</remarks>
internal sealed class Martingale
{
    private readonly double[] _logBets;
    private readonly MartingaleType _type;
    private readonly double _epsilon;
    private readonly double _logThreshold;
    private double _logSum;
    private int _next = -1;

    /// <param name="window">Bets in the product, at least 1.</param>
    /// <param name="type">Kind of bet.</param>
    /// <param name="epsilon">Exponent of the power bet, in (0, 1).</param>
    /// <param name="alertP">The threshold is the product that a window of this p-value gives.</param>
    public Martingale(int window, MartingaleType type, double epsilon, double alertP)
    {
        if (!(epsilon is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "must be between 0 and 1");
        _logBets = new double[window];
        _type = type;
        _epsilon = epsilon;
        _logThreshold = window * LogBet(alertP);
    }

    public double Value => Math.Min(Math.Exp(_logSum), double.MaxValue);

    public bool IsOverThreshold => _logSum >= _logThreshold;

    public void Next(double p)
    {
        double bet = LogBet(p);
        if (_next < 0)
        {
            // Before the first point the window is full of its bet.
            Array.Fill(_logBets, bet);
            _logSum = bet * _logBets.Length;
            _next = 0;
        }

        _logSum += bet - _logBets[_next];
        _logBets[_next] = bet;
        if (++_next < _logBets.Length) return;
        // Once a round the sum is taken afresh, so that rounding does not add up.
        _next = 0;
        _logSum = 0;
        foreach (double logBet in _logBets) _logSum += logBet;
    }

    private double LogBet(double p)
    {
        double log = Math.Log(p);
        return _type == MartingaleType.Power
            ? Math.Log(_epsilon) + (_epsilon - 1) * log
            : Math.Log(p * log + 1 - p) - 2 * Math.Log(-log) - log;
    }
}

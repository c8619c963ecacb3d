using System.Globalization;
using System.Reflection;
using System.Text;

namespace Houle.Detection.Audience;

/// <summary>How real an account looks: an additive model whose every part can be read, 0 (bought) to 100 (real).</summary>
/// <remarks>
/// score = 100 / (1 + exp(s)), s = the sum over terms of (weights * ramps - centre), in log-odds at even prior odds. A term whose
/// columns are missing adds 0, which is the middle of fakes and real accounts. Weights are at least 0, so that the direction of
/// every term is the one that its name says.
/// </remarks>
public sealed class AccountModel
{
    private const string Resource = "Houle.Detection.Audience.coefficients.csv";
    private const double LogOddsMax = 12;

    private readonly (AccountTerm Term, double[] Weights, double Centre)[] _terms;

    /// <param name="fitted">Weights and centre of each of <see cref="AccountTerm.Fitted"/>, in that order.</param>
    public AccountModel(IReadOnlyList<(double[] Weights, double Centre)> fitted)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(fitted.Count, AccountTerm.Fitted.Count);
        Fitted = fitted;
        _terms = [.. AccountTerm.Fitted.Zip(fitted, (term, fit) => (term, fit.Weights, fit.Centre)), .. AccountTerm.ByHand];
    }

    /// <summary>The weights that are committed with the source (coefficients.csv).</summary>
    public static AccountModel Default { get; } = Parse(ReadResource());

    public IReadOnlyList<(double[] Weights, double Centre)> Fitted { get; }

    /// <summary>The score with its reasons, largest effect first; a reason moves the score by at least half a point.</summary>
    public AccountScore Score(AccountFacts facts)
    {
        Span<double> parts = stackalloc double[_terms.Length];
        double sum = 0;
        int known = 0;
        for (int i = 0; i < _terms.Length; i++)
        {
            if (!TryPart(i, facts, out parts[i])) continue;
            sum += parts[i];
            known++;
        }

        double score = ToScore(sum);
        List<AccountReason> reasons = [];
        for (int i = 0; i < _terms.Length; i++)
        {
            double points = score - ToScore(sum - parts[i]);
            if (Math.Abs(points) >= 0.5) reasons.Add(new AccountReason(_terms[i].Term.Name, points, _terms[i].Term.Evidence(facts)));
        }

        reasons.Sort((a, b) => Math.Abs(b.Points).CompareTo(Math.Abs(a.Points)));
        if (known == 0) reasons.Add(new AccountReason("nothing_known", 0, "no column to judge by"));
        return new AccountScore(score, reasons);
    }

    /// <summary>The coefficients as <see cref="Parse"/> reads them.</summary>
    public string ToCsv()
    {
        StringBuilder text = new("term,centre,weights\n");
        foreach ((AccountTerm term, (double[] weights, double centre)) in AccountTerm.Fitted.Zip(Fitted))
        {
            text.Append(CultureInfo.InvariantCulture, $"{term.Name},{centre:0.0000},");
            text.AppendJoin(' ', weights.Select(weight => weight.ToString("0.0000", CultureInfo.InvariantCulture))).Append('\n');
        }

        return text.ToString();
    }

    /// <exception cref="InvalidDataException">A term is missing, or has another number of weights.</exception>
    public static AccountModel Parse(string csv)
    {
        Dictionary<string, string[]> rows = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Skip(1).Select(line => line.Split(',')).ToDictionary(row => row[0]);
        return new AccountModel([.. AccountTerm.Fitted.Select(term =>
        {
            if (!rows.TryGetValue(term.Name, out string[]? row)) throw new InvalidDataException($"no coefficients of {term.Name}");
            double[] weights = [.. row[2].Split(' ').Select(weight => double.Parse(weight, CultureInfo.InvariantCulture))];
            if (weights.Length != term.Steps) throw new InvalidDataException($"{term.Name} has {term.Steps} steps and {weights.Length} weights");
            return (weights, double.Parse(row[1], CultureInfo.InvariantCulture));
        })]);
    }

    private static double ToScore(double logOdds) => 100 / (1 + Math.Exp(Math.Clamp(logOdds, -LogOddsMax, LogOddsMax)));

    private bool TryPart(int i, AccountFacts facts, out double part)
    {
        (AccountTerm term, double[] weights, double centre) = _terms[i];
        part = 0;
        if (term.Value(facts) is not { } value) return false;
        Span<double> ramps = stackalloc double[term.Steps];
        term.Ramps(value, ramps);
        for (int step = 0; step < ramps.Length; step++) part += weights[step] * ramps[step];
        part -= centre;
        return true;
    }

    private static string ReadResource()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException($"{Resource} is not in the assembly");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}

/// <param name="Score">0 (bought) to 100 (real).</param>
/// <param name="Reasons">Largest effect first.</param>
public sealed record AccountScore(double Score, IReadOnlyList<AccountReason> Reasons);

/// <summary>One reason for a score.</summary>
/// <param name="Reason">A word to count by.</param>
/// <param name="Points">By how much the score would differ without it; below 0 when it took off.</param>
/// <param name="Evidence">The figures.</param>
public sealed record AccountReason(string Reason, double Points, string Evidence);

namespace Houle.Detection.Audience;

/// <summary>Fits the weights of <see cref="AccountTerm.Fitted"/> to labelled accounts: logistic regression on the terms' ramps, with
/// a ridge penalty, weights of at least 0 and no intercept.</summary>
/// <remarks>Without an intercept an account like the mean is pulled to even odds, and since most accounts are real, only what sets
/// fakes clearly apart keeps weight; on the labelled accounts this ranked better than an intercept or evenly weighted classes did
/// (bench/RESULTS.md). The centres that the model keeps are the middle between the classes. Each account stands in the fit five times: whole, and with groups of columns hidden, so that a term's weight also serves
/// where others are missing. Cyclic coordinate descent with Newton steps (Genkin, Lewis, Madigan, Technometrics 49 (2007) 291-304),
/// projected on weights of at least 0.</remarks>
public static class AccountFit
{
    private const int RoundsMax = 200;
    private const double StepEnough = 1e-5;

    // Which columns stay in each copy of an account, and how much the copy weighs.
    private static readonly (Func<AccountFacts, AccountFacts> Keep, double Weight)[] Copies =
    [
        (f => f, 0.6),
        (f => f with { Posts = null }, 0.1),
        (f => f with { Followers = null }, 0.1),
        (f => f with { Following = null }, 0.1),
        (f => f with { NameDigits = null, ProfilePicture = null }, 0.1),
    ];

    /// <param name="accounts">Accounts of both classes.</param>
    /// <param name="ridge">Half the penalty on each squared weight, for a total weight of 1 of all accounts; above 0.</param>
    public static AccountModel Fit(IReadOnlyList<(AccountFacts Facts, bool IsFake)> accounts, double ridge = DefaultRidge)
    {
        int fakes = accounts.Count(account => account.IsFake);
        if (fakes == 0 || fakes == accounts.Count) throw new ArgumentException("accounts of both classes are needed", nameof(accounts));
        int[] starts = [.. AccountTerm.Fitted.Select((_, i) => AccountTerm.Fitted.Take(i).Sum(term => term.Steps))];
        int width = AccountTerm.Fitted.Sum(term => term.Steps);
        List<Case> cases = [];
        foreach ((AccountFacts facts, bool isFake) in accounts)
        {
            foreach ((Func<AccountFacts, AccountFacts> keep, double weight) in Copies)
                cases.Add(CaseOf(keep(facts), isFake, weight / accounts.Count, starts, width));
        }

        double[] middle = Means(cases, starts, width, (double)(accounts.Count - fakes) / fakes);
        Centre(cases, starts, Means(cases, starts, width, 1));
        double[] weights = Descend(cases, width, ridge);
        return new AccountModel([.. AccountTerm.Fitted.Select((term, i) =>
        {
            double[] own = weights[starts[i]..(starts[i] + term.Steps)];
            return (own, own.Select((weight, step) => weight * middle[starts[i] + step]).Sum());
        })]);
    }

    /// <summary>Found by cross-validation (bench audience): flat between 0.002 and 0.008.</summary>
    public const double DefaultRidge = 0.005;

    private static Case CaseOf(AccountFacts facts, bool isFake, double weight, int[] starts, int width)
    {
        Case one = new(new double[width], new bool[AccountTerm.Fitted.Count], isFake ? 1 : -1, weight);
        for (int i = 0; i < AccountTerm.Fitted.Count; i++)
        {
            AccountTerm term = AccountTerm.Fitted[i];
            if (term.Value(facts) is not { } value) continue;
            one.Known[i] = true;
            term.Ramps(value, one.Ramps.AsSpan(starts[i], term.Steps));
        }

        return one;
    }

    /// <summary>Mean of each ramp over the cases that have it.</summary>
    /// <param name="fakeWeight">How much more a fake counts: reals by fakes makes both classes count evenly.</param>
    private static double[] Means(List<Case> cases, int[] starts, int width, double fakeWeight)
    {
        double[] means = new double[width], seen = new double[starts.Length];
        foreach (Case one in cases)
        {
            double weight = one.Weight * (one.Class > 0 ? fakeWeight : 1);
            for (int i = 0; i < starts.Length; i++)
            {
                if (!one.Known[i]) continue;
                seen[i] += weight;
                for (int at = starts[i]; at < starts[i] + AccountTerm.Fitted[i].Steps; at++) means[at] += weight * one.Ramps[at];
            }
        }

        for (int i = 0; i < starts.Length; i++)
        {
            for (int at = starts[i]; at < starts[i] + AccountTerm.Fitted[i].Steps; at++) means[at] /= Math.Max(seen[i], double.Epsilon);
        }

        return means;
    }

    /// <summary>Takes the means off what is known, so that what is missing, which is 0, stands for the mean.</summary>
    private static void Centre(List<Case> cases, int[] starts, double[] means)
    {
        foreach (Case one in cases)
        {
            for (int i = 0; i < starts.Length; i++)
            {
                for (int at = starts[i]; one.Known[i] && at < starts[i] + AccountTerm.Fitted[i].Steps; at++) one.Ramps[at] -= means[at];
            }
        }
    }

    private static double[] Descend(List<Case> cases, int width, double ridge)
    {
        double[] weights = new double[width], sums = new double[cases.Count];
        for (int round = 0; round < RoundsMax; round++)
        {
            double largest = 0;
            for (int j = 0; j < width; j++)
            {
                double gradient = 2 * ridge * weights[j], curvature = 2 * ridge;
                for (int i = 0; i < cases.Count; i++)
                {
                    Case one = cases[i];
                    double x = one.Ramps[j];
                    if (x == 0) continue;
                    double miss = 1 / (1 + Math.Exp(one.Class * sums[i]));
                    gradient -= one.Weight * one.Class * x * miss;
                    curvature += one.Weight * x * x * miss * (1 - miss);
                }

                double next = Math.Max(0, weights[j] - Math.Clamp(gradient / curvature, -0.5, 0.5));
                double step = next - weights[j];
                if (step == 0) continue;
                weights[j] = next;
                for (int i = 0; i < cases.Count; i++) sums[i] += step * cases[i].Ramps[j];
                largest = Math.Max(largest, Math.Abs(step));
            }

            if (largest < StepEnough) break;
        }

        return weights;
    }

    private sealed record Case(double[] Ramps, bool[] Known, int Class, double Weight);
}

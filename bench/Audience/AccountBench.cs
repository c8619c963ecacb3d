using System.Globalization;
using Houle.Detection.Audience;

namespace Houle.Bench.Audience;

/// <summary>The account model on labelled accounts, cross-validated; and what a missing column costs.</summary>
internal static class AccountBench
{
    private const int Folds = 10;
    private const int Repeats = 10;

    private static readonly (string Name, Func<AccountFacts, AccountFacts> Hide)[] Views =
    [
        ("all columns", f => f),
        ("without posts", f => f with { Posts = null }),
        ("without following", f => f with { Following = null }),
        ("without followers", f => f with { Followers = null }),
        ("without name and picture", f => f with { NameDigits = null, ProfilePicture = null }),
        ("followers and following alone", f => new AccountFacts { Followers = f.Followers, Following = f.Following }),
        ("followers and posts alone", f => new AccountFacts { Followers = f.Followers, Posts = f.Posts }),
        ("posts alone", f => new AccountFacts { Posts = f.Posts }),
    ];

    public static int Run(string[] args)
    {
        List<(AccountFacts Facts, bool IsFake)> accounts = LabelledAccounts.Load();
        int at = Array.IndexOf(args, "--fit");
        if (at >= 0)
        {
            string path = at + 1 < args.Length ? args[at + 1] : "src/Detection/Audience/coefficients.csv";
            File.WriteAllText(path, AccountFit.Fit(accounts).ToCsv());
            Console.WriteLine($"fitted to {accounts.Count} accounts: {path}");
            return 0;
        }

        Console.WriteLine($"{Repeats} x {Folds}-fold cross-validation, {accounts.Count} accounts, {accounts.Count(a => a.IsFake)} fake. Mean of the repeats (worst).");
        Console.WriteLine("| columns | ridge | AUC | sensitivity at FPR 0.037 | at FPR 0.01 |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach ((string name, Func<AccountFacts, AccountFacts> hide) in Views) Print(name, accounts, hide, AccountFit.DefaultRidge);
        foreach (double ridge in (double[])[0.001, 0.002, 0.01]) Print("all columns", accounts, f => f, ridge);
        List<(double, bool)> ratio = [.. accounts.Select(a => ((a.Facts.Following!.Value) / (a.Facts.Followers!.Value + 1), a.IsFake))];
        Console.WriteLine(Line("following / (followers + 1), best single feature", "", [RocCurve.Area(ratio)], [RocCurve.SensitivityAt(ratio, 0.037)], [RocCurve.SensitivityAt(ratio, 0.01)]));
        Console.WriteLine("| published random forest |  |  | 0.774 |  |");
        return 0;
    }

    /// <summary>Scores of accounts by models that have not seen them; larger is more fake.</summary>
    public static List<(double Score, bool IsFake)> CrossValidated(
        IReadOnlyList<(AccountFacts Facts, bool IsFake)> accounts, Func<AccountFacts, AccountFacts> hide, int seed, double ridge)
    {
        Random random = new(seed);
        int[] fold = new int[accounts.Count];
        foreach (bool isFake in (bool[])[false, true])
        {
            int[] own = [.. Enumerable.Range(0, accounts.Count).Where(i => accounts[i].IsFake == isFake)];
            random.Shuffle(own);
            for (int i = 0; i < own.Length; i++) fold[own[i]] = i % Folds;
        }

        List<(double, bool)> scored = [];
        for (int f = 0; f < Folds; f++)
        {
            AccountModel model = AccountFit.Fit([.. accounts.Where((_, i) => fold[i] != f)], ridge);
            scored.AddRange(accounts.Where((_, i) => fold[i] == f).Select(a => (-model.Score(hide(a.Facts)).Score, a.IsFake)));
        }

        return scored;
    }

    private static void Print(string name, List<(AccountFacts, bool)> accounts, Func<AccountFacts, AccountFacts> hide, double ridge)
    {
        List<double> areas = [], at37 = [], at10 = [];
        for (int seed = 0; seed < Repeats; seed++)
        {
            List<(double, bool)> scored = CrossValidated(accounts, hide, seed, ridge);
            areas.Add(RocCurve.Area(scored));
            at37.Add(RocCurve.SensitivityAt(scored, 0.037));
            at10.Add(RocCurve.SensitivityAt(scored, 0.01));
        }

        Console.WriteLine(Line(name, ridge.ToString(CultureInfo.InvariantCulture), areas, at37, at10));
    }

    private static string Line(string name, string ridge, List<double> areas, List<double> at37, List<double> at10) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {ridge} | {areas.Average():0.000} ({areas.Min():0.000}) | {at37.Average():0.000} ({at37.Min():0.000}) | {at10.Average():0.000} ({at10.Min():0.000}) |");
}

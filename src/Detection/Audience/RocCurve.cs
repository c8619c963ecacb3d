namespace Houle.Detection.Audience;

/// <summary>How well scores part two classes.</summary>
public static class RocCurve
{
    /// <summary>Area under the curve: the chance that a positive has the larger score, ties counted half.</summary>
    public static double Area(IReadOnlyList<(double Score, bool IsPositive)> cases)
    {
        (double Score, bool IsPositive)[] sorted = [.. cases.OrderBy(one => one.Score)];
        long positives = sorted.Count(one => one.IsPositive), negatives = sorted.Length - positives;
        if (positives == 0 || negatives == 0) return double.NaN;
        double won = 0, below = 0;
        for (int i = 0; i < sorted.Length;)
        {
            int end = i;
            double tiedNegatives = 0, tiedPositives = 0;
            for (; end < sorted.Length && sorted[end].Score == sorted[i].Score; end++)
            {
                if (sorted[end].IsPositive) tiedPositives++;
                else tiedNegatives++;
            }

            won += tiedPositives * (below + (tiedNegatives / 2));
            below += tiedNegatives;
            i = end;
        }

        return won / positives / negatives;
    }

    /// <summary>Largest share of positives at or above a threshold that at most this share of negatives reaches.</summary>
    public static double SensitivityAt(IReadOnlyList<(double Score, bool IsPositive)> cases, double falsePositiveRate)
    {
        (double Score, bool IsPositive)[] sorted = [.. cases.OrderByDescending(one => one.Score)];
        int positives = sorted.Count(one => one.IsPositive), negatives = sorted.Length - positives;
        int allowed = (int)Math.Floor(falsePositiveRate * negatives);
        int hits = 0, falses = 0, best = 0;
        for (int i = 0; i < sorted.Length;)
        {
            double score = sorted[i].Score;
            for (; i < sorted.Length && sorted[i].Score == score; i++)
            {
                if (sorted[i].IsPositive) hits++;
                else falses++;
            }

            if (falses > allowed) break;
            best = hits;
        }

        return (double)best / positives;
    }
}

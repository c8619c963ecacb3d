using System.Globalization;
using Houle.Detection.Audience;

namespace Houle.Bench.Audience;

/// <summary>The hand-labelled accounts of ../shared/data/instagram-fake-followers (SRF Data, CC BY-SA 4.0: read, never copied).</summary>
internal static class LabelledAccounts
{
    public static List<(AccountFacts Facts, bool IsFake)> Load()
    {
        string shared = Environment.GetEnvironmentVariable("HOULE_SHARED") is { Length: > 0 } given ? given : "../shared";
        string path = Path.Combine(shared, "data/instagram-fake-followers/srf_labelled.csv");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} is not there: set HOULE_SHARED to the folder of shared data");
        string[] lines = File.ReadAllLines(path);
        string[] header = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => line.Split(',')).Select(row =>
        {
            return (new AccountFacts
            {
                Followers = Number("followers"), Following = Number("following"), Posts = Number("posts"),
                NameDigits = Number("username_digits"), ProfilePicture = Number("has_profile_picture") != 0,
            }, Number("is_fake") != 0);
            double Number(string column) => double.Parse(row[Array.IndexOf(header, column)], CultureInfo.InvariantCulture);
        })];
    }
}

using System.Text;
using Houle.Events;

namespace Houle.Ingest.Tests.Text.Intents;

/// <summary>The comments of test/ (and of dev/, which the patterns were made with): labels, a tab, the text; a file a language.</summary>
internal static class LabelledComments
{
    public static List<(string Language, int Intents, string Text)> Load(string set)
    {
        string folder = Path.Combine(Checkout.Root, "tests/Ingest.Tests/Text/Intents", set);
        return [.. Directory.GetFiles(folder, "*.tsv").Order(StringComparer.Ordinal).SelectMany(file => File.ReadAllLines(file).Select(line =>
        {
            string[] columns = line.Split('\t');
            return (Path.GetFileNameWithoutExtension(file), Bits(columns[0]), columns[1]);
        }))];
    }

    public static int Bits(string labels) =>
        labels == "-" ? 0 : labels.Split(',').Sum(label => 1 << (int)Enum.Parse<MentionIntent>(label, ignoreCase: true));

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

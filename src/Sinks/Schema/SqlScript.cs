using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Houle.Sinks.Schema;

/// <summary>A file of SQL statements that this assembly carries.</summary>
/// <param name="Name">Its file name, such as <c>0001_city_windows.sql</c>.</param>
/// <param name="Text">Statements; each ends at a line that ends with a semicolon.</param>
internal sealed record SqlScript(string Name, string Text)
{
    private const string Root = "Schema/", RepeatableRoot = Root + "Repeatable/";

    /// <summary>SHA-256 of the text.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public IEnumerable<string> Statements =>
        Text.Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The numbered migrations, in order: applied once each, never changed.</summary>
    public static IReadOnlyList<SqlScript> Migrations => Load(name => !name.StartsWith(RepeatableRoot, StringComparison.Ordinal));

    /// <summary>Views and retention: applied whenever their text, or a value filled into it, has changed.</summary>
    public static IReadOnlyList<SqlScript> Repeatables => Load(name => name.StartsWith(RepeatableRoot, StringComparison.Ordinal));

    private static List<SqlScript> Load(Func<string, bool> isWanted)
    {
        Assembly assembly = typeof(SqlScript).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Root, StringComparison.Ordinal) && isWanted(name))
                .Order(StringComparer.Ordinal)
                .Select(name => new SqlScript(name[(name.LastIndexOf('/') + 1)..], Read(assembly, name))),
        ];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

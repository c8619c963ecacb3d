using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Houle.Ingest.Yaml;

/// <summary>Collects what is wrong with a YAML file, each with file, line and column.</summary>
internal sealed class YamlErrors(string file)
{
    private readonly List<(Mark At, string Message)> _errors = [];

    public bool Any => _errors.Count > 0;

    public string File => file;

    /// <summary>In the order of the file: <c>feeds/x.yaml:12:3: what is wrong</c>.</summary>
    public IReadOnlyList<string> List =>
        [.. _errors.OrderBy(e => e.At.Line).ThenBy(e => e.At.Column)
            .Select(e => $"{file}:{e.At.Line}:{e.At.Column}: {e.Message}")];

    /// <summary>The same without where they stand.</summary>
    public IEnumerable<string> Messages => _errors.OrderBy(e => e.At.Line).ThenBy(e => e.At.Column).Select(e => e.Message);

    public void Add(YamlNode node, string message) => _errors.Add((node.Start, message));

    /// <summary>Parses the text; null after a syntax error, which is then listed.</summary>
    public YamlNode? Parse(string text)
    {
        try
        {
            YamlStream stream = [];
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1) return stream.Documents[0].RootNode;
            _errors.Add((new Mark(0, 1, 1), $"the file holds {stream.Documents.Count} documents; it must hold one"));
        }
        catch (YamlException e)
        {
            _errors.Add((e.Start, e.Message));
        }

        return null;
    }
}

using System.Text;

namespace Houle.Avro.Generator;

/// <summary>Lines of C#, indented by open braces.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public CodeWriter Line(string text = "")
    {
        if (text.Length > 0) _text.Append(' ', 4 * _depth).Append(text);
        _text.Append('\n');
        return this;
    }

    public CodeWriter Open(string text)
    {
        Line(text).Line("{");
        _depth++;
        return this;
    }

    public CodeWriter Close()
    {
        _depth--;
        return Line("}");
    }

    /// <summary>A documentation comment in one line.</summary>
    public CodeWriter Summary(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return this;
        string escaped = text!.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\r", "").Replace('\n', ' ');
        return Line($"/// <summary>{escaped}</summary>");
    }

    public override string ToString() => _text.ToString();
}

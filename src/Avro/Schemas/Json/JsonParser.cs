using System.Globalization;
using System.Text;

namespace Houle.Avro.Schemas.Json;

/// <summary>Strict JSON (RFC 8259) with positions. Refuses comments, a member given twice and what follows the value.</summary>
/// <remarks>Nesting is bounded by <see cref="DepthMax"/>, so no text can exhaust the stack. A byte order mark is skipped.</remarks>
public sealed class JsonParser
{
    /// <summary>Deepest nesting of arrays and objects: beyond any schema written by hand, far below the stack's size.</summary>
    public const int DepthMax = 512;

    private readonly string _text;
    private int _offset;
    private int _line = 1;
    private int _lineStart;
    private int _depth;

    private JsonParser(string text) => _text = text;

    private JsonPosition Here => new(_offset, _line, _offset - _lineStart + 1);

    /// <exception cref="SchemaException">The text is not one JSON value.</exception>
    public static JsonNode Parse(string text)
    {
        var parser = new JsonParser(text);
        if (text.Length > 0 && text[0] == '\uFEFF') parser._lineStart = parser._offset = 1;
        parser.SkipSpace();
        JsonNode node = parser.Value();
        parser.SkipSpace();
        if (parser._offset < text.Length) throw parser.Error("nothing may follow the schema");
        return node;
    }

    private JsonNode Value()
    {
        if (_offset >= _text.Length) throw Error("a JSON value is missing");
        JsonPosition at = Here;
        switch (_text[_offset])
        {
            case '{': return Object(at);
            case '[': return Array(at);
            case '"': return JsonNode.Scalar(JsonKind.String, at, String());
            case 't': return Word("true", JsonKind.True, at);
            case 'f': return Word("false", JsonKind.False, at);
            case 'n': return Word("null", JsonKind.Null, at);
            default: return Number(at);
        }
    }

    private JsonNode Object(JsonPosition at)
    {
        Enter();
        var members = new List<JsonMember>();
        var names = new HashSet<string>();
        _offset++;
        SkipSpace();
        if (!Take('}'))
        {
            do
            {
                SkipSpace();
                JsonPosition nameAt = Here;
                if (_offset >= _text.Length || _text[_offset] != '"') throw Error("a member's name in double quotes is missing");
                string name = String();
                if (!names.Add(name)) throw new SchemaException(nameAt, $"\"{name}\" is given twice");
                SkipSpace();
                if (!Take(':')) throw Error($"':' is missing after \"{name}\"");
                SkipSpace();
                members.Add(new JsonMember(name, nameAt, Value()));
                SkipSpace();
            }
            while (Take(','));
            if (!Take('}')) throw Error("',' or '}' is missing");
        }

        _depth--;
        return JsonNode.Object(at, members);
    }

    private JsonNode Array(JsonPosition at)
    {
        Enter();
        var items = new List<JsonNode>();
        _offset++;
        SkipSpace();
        if (!Take(']'))
        {
            do
            {
                SkipSpace();
                items.Add(Value());
                SkipSpace();
            }
            while (Take(','));
            if (!Take(']')) throw Error("',' or ']' is missing");
        }

        _depth--;
        return JsonNode.Array(at, items);
    }

    private string String()
    {
        int start = ++_offset;
        while (_offset < _text.Length && _text[_offset] >= ' ' && _text[_offset] is not '"' and not '\\') _offset++;
        if (Take('"')) return _text.Substring(start, _offset - 1 - start);
        var text = new StringBuilder(_text, start, _offset - start, 256);
        while (_offset < _text.Length)
        {
            char c = _text[_offset];
            if (c < ' ') throw Error("a control character in a text must be escaped");
            _offset++;
            if (c == '"') return text.ToString();
            text.Append(c == '\\' ? Escape() : c);
        }

        throw Error("the text does not end");
    }

    private char Escape()
    {
        if (_offset >= _text.Length) throw Error("the text does not end");
        char c = _text[_offset++];
        switch (c)
        {
            case '"' or '\\' or '/': return c;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _offset + 4 <= _text.Length && ushort.TryParse(
                _text.Substring(_offset, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                _offset += 4;
                return (char)code;
            default: throw Error("this escape is not JSON");
        }
    }

    private JsonNode Word(string word, JsonKind kind, JsonPosition at)
    {
        if (string.CompareOrdinal(_text, _offset, word, 0, word.Length) != 0) throw Error("this is not JSON");
        _offset += word.Length;
        return JsonNode.Scalar(kind, at, word);
    }

    private JsonNode Number(JsonPosition at)
    {
        int start = _offset;
        Take('-');
        if (!Take('0') && !Digits()) throw new SchemaException(at, "this is not JSON");
        if (Take('.') && !Digits()) throw Error("digits are missing after the point");
        if (Take('e') || Take('E'))
        {
            if (!Take('+')) Take('-');
            if (!Digits()) throw Error("digits are missing in the exponent");
        }

        return JsonNode.Scalar(JsonKind.Number, at, _text.Substring(start, _offset - start));
    }

    private bool Digits()
    {
        int start = _offset;
        while (_offset < _text.Length && _text[_offset] is >= '0' and <= '9') _offset++;
        return _offset > start;
    }

    private void SkipSpace()
    {
        while (_offset < _text.Length && _text[_offset] is ' ' or '\t' or '\n' or '\r')
        {
            if (_text[_offset++] != '\n') continue;
            _line++;
            _lineStart = _offset;
        }
    }

    private bool Take(char c)
    {
        if (_offset >= _text.Length || _text[_offset] != c) return false;
        _offset++;
        return true;
    }

    private void Enter()
    {
        if (++_depth > DepthMax) throw Error($"nested deeper than {DepthMax}");
    }

    private SchemaException Error(string what) => new(Here, what);
}

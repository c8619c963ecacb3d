namespace Houle.Avro.Schemas.Json;

public enum JsonKind
{
    Null,
    True,
    False,
    Number,
    String,
    Array,
    Object,
}

/// <summary>A JSON value that knows its line and column, so that a wrong schema is reported where it is wrong.</summary>
public sealed class JsonNode
{
    private static readonly IReadOnlyList<JsonNode> NoItems = [];
    private static readonly IReadOnlyList<JsonMember> NoMembers = [];

    private JsonNode(JsonKind kind, JsonPosition at, string text)
    {
        Kind = kind;
        At = at;
        Text = text;
        Items = NoItems;
        Members = NoMembers;
    }

    public JsonKind Kind { get; }

    public JsonPosition At { get; }

    /// <summary>The value of a string; of a number and the three words, the text as it stands; else empty.</summary>
    public string Text { get; }

    public IReadOnlyList<JsonNode> Items { get; private set; }

    /// <summary>In the order of the text; names are unique.</summary>
    public IReadOnlyList<JsonMember> Members { get; private set; }

    public static JsonNode Scalar(JsonKind kind, JsonPosition at, string text) => new(kind, at, text);

    public static JsonNode Array(JsonPosition at, IReadOnlyList<JsonNode> items) =>
        new(JsonKind.Array, at, "") { Items = items };

    public static JsonNode Object(JsonPosition at, IReadOnlyList<JsonMember> members) =>
        new(JsonKind.Object, at, "") { Members = members };

    /// <summary>The value of a member, or null.</summary>
    public JsonNode? Find(string name)
    {
        foreach (JsonMember member in Members)
        {
            if (member.Name == name) return member.Value;
        }

        return null;
    }

    /// <summary>What it is, for a message: <c>a number</c>, <c>"text"</c>.</summary>
    public string Describe() => Kind switch
    {
        JsonKind.Array => "an array",
        JsonKind.Object => "an object",
        JsonKind.String => Text.Length <= 40 ? $"\"{Text}\"" : "a text",
        JsonKind.Number => Text.Length <= 40 ? Text : "a number",
        _ => Text,
    };
}

/// <summary>One name and value of a JSON object.</summary>
public sealed class JsonMember(string name, JsonPosition at, JsonNode value)
{
    public string Name { get; } = name;

    public JsonPosition At { get; } = at;

    public JsonNode Value { get; } = value;
}

/// <summary>A place in a text: line and column from 1, offset from 0, in UTF-16 units.</summary>
public readonly struct JsonPosition(int offset, int line, int column)
{
    public int Offset { get; } = offset;

    public int Line { get; } = line;

    public int Column { get; } = column;
}

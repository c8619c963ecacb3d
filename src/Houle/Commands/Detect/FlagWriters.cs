using System.Globalization;
using System.Text.Json.Nodes;
using Houle.CommandLine;

namespace Houle.Commands.Detect;

/// <summary>A key that is flagged at a minute.</summary>
internal readonly record struct Flag(
    int Minute, string City, string Kind, string Entity, long Count, double Expected, double P, double Q, string Phase)
{
    public string Time => DateTime.UnixEpoch.AddMinutes(Minute).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Where flags go as they are found.</summary>
internal interface IFlagWriter
{
    void Write(in Flag flag);
}

/// <summary>CSV with a header (RFC 4180, LF).</summary>
internal sealed class CsvFlags : IFlagWriter
{
    private readonly TextWriter _to;

    public CsvFlags(TextWriter to)
    {
        _to = to;
        _to.Write("time,city,kind,entity,count,expected,p,q,phase\n");
    }

    public void Write(in Flag flag) =>
        _to.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{flag.Time},{Quoted(flag.City)},{Quoted(flag.Kind)},{Quoted(flag.Entity)},{flag.Count},{flag.Expected:G6},{flag.P:G6},{flag.Q:G6},{flag.Phase}\n"));

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>The items of a JSON array, one a line.</summary>
internal sealed class JsonFlags(TextWriter to) : IFlagWriter
{
    private bool _hasFlags;

    public void Write(in Flag flag)
    {
        to.Write(_hasFlags ? ",\n    " : "\n    ");
        _hasFlags = true;
        to.Write(Json.Line(new JsonObject
        {
            ["time"] = flag.Time,
            ["city"] = flag.City,
            ["kind"] = flag.Kind,
            ["entity"] = flag.Entity,
            ["count"] = flag.Count,
            ["expected"] = flag.Expected,
            ["p"] = flag.P,
            ["q"] = flag.Q,
            ["phase"] = flag.Phase,
        }));
    }
}

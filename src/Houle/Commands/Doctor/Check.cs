using System.Text.Json.Nodes;

namespace Houle.Commands.Doctor;

internal enum Outcome
{
    Ok,
    Failed,
    Unreachable,
}

/// <summary>One thing that doctor looked at, what it found, and what to do when that is not as it should be.</summary>
internal sealed record Check(string Name, Outcome Outcome, string Found, string Advice = "")
{
    public static Check Ok(string name, string found) => new(name, Outcome.Ok, found);

    public static Check Failed(string name, string found, string advice) => new(name, Outcome.Failed, found, advice);

    public static Check Unreachable(string name, string found, string advice) => new(name, Outcome.Unreachable, found, advice);

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["ok"] = Outcome == Outcome.Ok, ["found"] = Found };
        if (Advice.Length > 0) json["advice"] = Advice;
        return json;
    }

    public override string ToString()
    {
        string mark = Outcome switch { Outcome.Ok => "ok  ", Outcome.Failed => "FAIL", _ => "DOWN" };
        return Advice.Length > 0 ? $"{mark}  {Name}: {Found}; {Advice}" : $"{mark}  {Name}: {Found}";
    }
}

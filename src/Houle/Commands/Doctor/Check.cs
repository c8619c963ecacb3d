using System.Text.Json.Nodes;

namespace Houle.Commands.Doctor;

internal enum Outcome
{
    Ok,

    /// <summary>Worth a look, and no fault: the command does not fail by it.</summary>
    Warned,
    Failed,
    Unreachable,
}

/// <summary>One thing that doctor looked at, what it found, and what to do when that is not as it should be.</summary>
internal sealed record Check(string Name, Outcome Outcome, string Found, string Advice = "")
{
    public static Check Ok(string name, string found) => new(name, Outcome.Ok, found);

    public static Check Warned(string name, string found, string advice) => new(name, Outcome.Warned, found, advice);

    public static Check Failed(string name, string found, string advice) => new(name, Outcome.Failed, found, advice);

    public static Check Unreachable(string name, string found, string advice) => new(name, Outcome.Unreachable, found, advice);

    public bool IsOk => Outcome is Outcome.Ok or Outcome.Warned;

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["ok"] = IsOk, ["found"] = Found };
        if (Outcome == Outcome.Warned) json["warning"] = true;
        if (Advice.Length > 0) json["advice"] = Advice;
        return json;
    }

    public override string ToString()
    {
        string mark = Outcome switch { Outcome.Ok => "ok  ", Outcome.Warned => "warn", Outcome.Failed => "FAIL", _ => "DOWN" };
        return Advice.Length > 0 ? $"{mark}  {Name}: {Found}; {Advice}" : $"{mark}  {Name}: {Found}";
    }
}

using Houle.Configuration;
using Houle.Hosting;

namespace Houle.Commands.Demo;

/// <summary>The configuration of a demo: the defaults, on its own folder. houle.yaml has no say in it, so that everybody
/// sees the same numbers.</summary>
internal static class DemoConfig
{
    public const string RunName = "demo";

    public static HouleConfig Of(DataFolder folder) => new() { Run = RunName, Data = folder.Path };
}

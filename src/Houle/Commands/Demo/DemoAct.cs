namespace Houle.Commands.Demo;

/// <summary>What a demo plays.</summary>
internal enum DemoAct
{
    Both,

    /// <summary>The data of demo/.</summary>
    Real,

    /// <summary>The week in Liège.</summary>
    Simulated,
}

using Houle.Faults.Alerts;
using Houle.Faults.Log;
using Xunit.Runner.InProc.SystemConsole;

// "Faults.dll commit-loop ..." and "alert-loop ..." are the programs that tests kill; anything else runs the tests.
return args switch
{
    ["commit-loop", .. string[] rest] => CommitLoop.Run(rest),
    ["alert-loop", .. string[] rest] => await AlertLoop.Run(rest),
    _ => await ConsoleRunner.Run(args),
};

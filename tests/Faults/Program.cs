using Houle.Faults.Log;
using Xunit.Runner.InProc.SystemConsole;

// "Faults.dll commit-loop ..." is the program that tests kill; anything else runs the tests.
return args is ["commit-loop", .. string[] rest] ? CommitLoop.Run(rest) : await ConsoleRunner.Run(args);

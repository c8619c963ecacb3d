using Houle.CommandLine;

return await HouleProgram.Run(args, Console.Out, Console.Error);

using QlikConnections.Reliability;

// As a test runner unless told to be the process that gets killed.
return args is ["--move", ..] ? await MovingProcess.RunAsync(args[1..]) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

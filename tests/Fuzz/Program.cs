using QlikConnections.Fuzz;

// As a test runner unless told to be the process whose memory is measured.
return args is ["--peak", var body] ? await PeakProcess.RunAsync(body) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

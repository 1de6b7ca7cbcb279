using QlikConnections.Demo;
using SandboxServer;

await using var host = await SandboxHost.StartAsync();
Console.WriteLine($"A sandbox tenant listens on {host.BaseAddress.GetLeftPart(UriPartial.Authority)}; nothing leaves this computer.");
return ShellDemo.TryRun(host) ?? await ClientDemo.RunAsync(host);

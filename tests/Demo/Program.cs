using System.Diagnostics;
using System.Reflection;
using QlikConnections.Testing;
using SandboxServer;

await using var host = await SandboxHost.StartAsync();
Console.WriteLine($"A sandbox tenant listens on {host.BaseAddress.GetLeftPart(UriPartial.Authority)}; nothing leaves this computer.");
var manifest = Assembly
    .GetExecutingAssembly()
    .GetCustomAttributes<AssemblyMetadataAttribute>()
    .Single(a => a.Key == "ModuleManifest")
    .Value!;
ProcessStartInfo start;
try
{
    start = PowerShellHost.Command(
        "-NoProfile",
        "-File",
        Path.Combine(AppContext.BaseDirectory, "demo.ps1"),
        "-Module",
        manifest,
        "-Tenant",
        host.BaseAddress.AbsoluteUri
    );
}
catch (InvalidOperationException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

// Not on the command line, where every process could read it. Only the key of the sandbox, but the demo shows good practice.
start.Environment["QLIK_DEMO_KEY"] = host.Sandbox.ApiKey;
using var shell = Process.Start(start)!;
await shell.WaitForExitAsync();
return shell.ExitCode;

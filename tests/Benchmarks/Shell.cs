using System.Diagnostics;
using System.IO.Pipes;
using System.Text.Json;
using QlikConnections.Testing;

namespace QlikConnections.Benchmarks;

/// <summary>A PowerShell that stays, and does a step of measure.ps1 when asked. Times are taken inside it.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Process _process;
    private readonly NamedPipeServerStream _pipe;
    private readonly StreamReader _answers;
    private readonly StreamWriter _steps;

    private Shell(Process process, NamedPipeServerStream pipe)
    {
        _process = process;
        _pipe = pipe;
        _answers = new StreamReader(pipe);
        _steps = new StreamWriter(pipe) { AutoFlush = true };
    }

    public static async Task<Shell> StartAsync(Server server)
    {
        var name = "qlik-" + Guid.NewGuid().ToString("N")[..8];
        var pipe = new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        var process = Process.Start(Command(["-File", Script("measure.ps1"), BuildFacts.ModuleManifest, server.Url, name], server.Key))!;
        await pipe.WaitForConnectionAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        return new Shell(process, pipe);
    }

    /// <summary>Runs a script in a fresh PowerShell; its last line of output is JSON.</summary>
    public static JsonElement RunFresh(string script, Server? server, params string[] arguments) =>
        JsonDocument.Parse(Run(["-File", Script(script), .. arguments], server?.Key).Trim().Split('\n')[^1]).RootElement;

    /// <summary>Does a step and returns what it measured.</summary>
    public async Task<Measure> StepAsync(string step, params string[] arguments)
    {
        await _steps.WriteLineAsync(string.Join(' ', [step, .. arguments]));
        return Measure.Parse(step, await _answers.ReadLineAsync() ?? throw new InvalidOperationException("PowerShell has ended."));
    }

    public void Dispose()
    {
        _pipe.Dispose();
        _process.WaitForExit(5000);
        _process.Dispose();
    }

    public static string Run(string[] arguments, string? key)
    {
        var start = Command(arguments, key);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException("PowerShell failed: " + output);
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static ProcessStartInfo Command(string[] arguments, string? key)
    {
        var start = PowerShellHost.Command(["-NoProfile", "-NonInteractive", .. arguments]);
        start.Environment["QLIK_BENCHMARK_KEY"] = key;
        return start;
    }
}

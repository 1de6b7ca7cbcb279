using System.Diagnostics;

namespace QlikConnections.Benchmarks;

/// <summary>Qlik's own client for scripts, @qlik/api, in a node process that stays and does a step of measure.mjs when asked.</summary>
internal sealed class NodeClient : IDisposable
{
    /// <summary>The environment variable with a folder in which <c>npm install @qlik/api</c> was run.</summary>
    public const string FolderVariable = "QLIKCONNECTIONS_QLIK_API_FOLDER";

    private readonly Process _process;

    private NodeClient(Process process) => _process = process;

    /// <summary>The client, or null where the variable is not set.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no node.</exception>
    public static NodeClient? Start(Server server)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
        {
            return null;
        }

        var start = new ProcessStartInfo("node", ["--expose-gc", Path.Combine(AppContext.BaseDirectory, "measure.mjs"), server.Url, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["QLIK_BENCHMARK_KEY"] = server.Key;
        return new NodeClient(Process.Start(start)!);
    }

    /// <summary>Does a step and returns what it measured.</summary>
    public async Task<Measure> StepAsync(string step)
    {
        await _process.StandardInput.WriteLineAsync(step);
        return Measure.Parse(
            step,
            await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("node has ended.")
        );
    }

    public void Dispose()
    {
        // node ends with its standard input.
        _process.StandardInput.Close();
        _process.WaitForExit(5000);
        _process.Dispose();
    }
}

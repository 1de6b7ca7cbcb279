using System.Globalization;
using System.IO.Compression;
using System.Text;
using QlikConnections.Client;
using QlikConnections.Client.Cloud;
using QlikConnections.Client.Tests;

namespace QlikConnections.Fuzz;

/// <summary>A process that reads one monstrous response, so that nothing else counts in its peak of memory.</summary>
internal static class PeakProcess
{
    /// <summary>What the whole process may need at most, in MB.</summary>
    public const int MostMB = 300;

    /// <summary>The bodies, by name.</summary>
    public static IReadOnlyList<string> Bodies { get; } =
    [
        "endless blanks",
        "endless rows",
        "gzip bomb of blanks",
        "gzip bomb of rows",
        "rows up to the limit",
        "numbers up to the limit",
        "endless error",
        "one text without end",
    ];

    /// <summary>Reads a list with that body.</summary>
    /// <returns>0 when the client refused it; the peak in MB is written to the standard output.</returns>
    public static async Task<int> RunAsync(string body)
    {
        await using var server = RawServer.SignedIn((_, stream, stop) => SendAsync(stream, body, stop));
        using var client = await CloudConnector.ConnectAsync(
            new CloudConnectOptions
            {
                Name = "acme",
                Tenant = server.BaseAddress,
                Token = CloudPlatform.Secure(Secrets.ApiKey),
            },
            CancellationToken.None
        );
        var isRefused = false;
        try
        {
            await Platform.DrainAsync(
                client.ListAsync(new DataConnectionQuery { IncludeNames = false }, CancellationToken.None),
                CancellationToken.None
            );
        }
        catch (QlikException failure)
        {
            isRefused = failure.ErrorId is "QlikUnexpectedResponse" or "QlikRequestRejected";
        }
        Console.WriteLine((PeakBytes() / 1024 / 1024).ToString(CultureInfo.InvariantCulture));
        return isRefused ? 0 : 1;
    }

    private static long PeakBytes()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }

    private static async Task SendAsync(Stream stream, string body, CancellationToken stop)
    {
        const int Megabyte = 1024 * 1024;
        var isZipped = body.StartsWith("gzip", StringComparison.Ordinal);
        var status = body == "endless error" ? 400 : 200;
        await stream.WriteAsync(RawServer.Head(status, "application/json", isZipped ? "Content-Encoding: gzip\r\n" : ""), stop);
        var unit = body switch
        {
            "endless rows" or "gzip bomb of rows" or "rows up to the limit" => "{},",
            "numbers up to the limit" => "0,",
            "one text without end" => "x",
            _ => " ",
        };
        var piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(unit, Megabyte / unit.Length)));
        var begin = Encoding.ASCII.GetBytes(unit switch { "x" => "{\"data\":\"", " " => "", _ => "{\"data\":[" });
        var pieces = body.EndsWith("up to the limit", StringComparison.Ordinal) ? 63 : 2000;
        var to = isZipped ? new GZipStream(stream, CompressionLevel.Fastest) : stream;
        await to.WriteAsync(begin, stop);
        for (var i = 0; i < pieces; i++)
        {
            await to.WriteAsync(piece, stop);
        }

        await to.WriteAsync("0]}"u8.ToArray(), stop);
        await to.FlushAsync(stop);
    }
}

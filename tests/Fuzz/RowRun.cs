using System.Text;
using System.Text.Json;
using QlikConnections.Client;
using QlikConnections.Testing;

namespace QlikConnections.Fuzz;

/// <summary>Rows of CSV files that were damaged, cut or made to harm, through the packaged module's own commands.</summary>
internal sealed class RowRun(string module) : IFuzzRun
{
    private static readonly string[] Columns =
    [
        "Name", "Id", "Space", "SpaceName", "NewName", "NewSpace", "Owner", "Tag", "AddTag", "RemoveTag", "Description",
        "ConnectionString", "DataSourceId", "Type", "Property", "UserName",
        "Password", "Credential", "AuthCode", "LogOn", "Architecture", "CustomProperty", "OwnerId", "SpaceId", "Length", "PSTypeName",
        "pstypenames", "Session", "WhatIf", "",
    ];

    private static readonly string[] Cells =
    [
        "", " ", "Ledger", "ledger", "Led*", "[", "*", "HR", "Finance", "nobody", "anna@acme.test", "mssql", "rest", "a,b", "@{host='h'}",
        "{\"host\":\"h\"}", "host=h", "folder", "ODBC",
        "00000000-0000-0000-0000-000000000000", "{11111111-1111-4111-8111-111111111111}", "-1", "1e999", "True", "$null", "$(Get-Date)",
        "=cmd|'/C calc'!A0", "..\\..", "%2e%2e", "'; --",
        "\u001b]0;x\u0007\u001b[2J", "\u202egpj.exe", "\u0000",
        "💥", "é\u0301", "a\r\nb",
    ];

    public async Task TryAsync(int first, int count, int seed, Outcome outcome)
    {
        var folder = Directory.CreateTempSubdirectory("fuzz-");
        try
        {
            for (var number = first; number < first + count; number++)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{number}.csv"), Rows(new Random(seed + number)));
            }

            await RunAsync(folder.FullName, outcome);
            foreach (var line in await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "result.jsonl")))
            {
                using var result = JsonDocument.Parse(line);
                var isRefused = result.RootElement.GetProperty("Refused").GetBoolean();
                var foreign = result.RootElement.GetProperty("Foreign").GetString()!;
                var input = $"CSV rows, input {result.RootElement.GetProperty("Number").GetInt32()}, seed {seed}";
                outcome.CheckText(input, result.RootElement.GetProperty("Shown").GetString()!);
                await outcome.TryAsync(input, _ =>
                    foreign.Length > 0 ? throw new InvalidOperationException(foreign)
                    : isRefused ? throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), "refused")
                    : Task.CompletedTask);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RunAsync(string folder, Outcome outcome)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Rows.ps1");
        var start = PowerShellHost.Command(
            "-NoProfile",
            "-NonInteractive",
            "-File",
            script,
            Path.Combine(module, "QlikConnections.psd1"),
            folder
        );
        start.Environment["QLIKCONNECTIONS_RECOVERY_PATH"] = Path.Combine(folder, "recovery");
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        using var process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            outcome.NoteHang($"CSV rows in {folder} hang");
        }

        outcome.CheckText("CSV rows, what PowerShell wrote", await output + await error);
    }

    private static byte[] Rows(Random random)
    {
        var columns = Enumerable.Range(0, random.Next(1, 8)).Select(i => i == 0
            && random.Next(3) > 0 ? "Name" : Columns[random.Next(Columns.Length)]).ToArray();
        var text = new StringBuilder().AppendJoin(',', columns.Select(Quoted)).Append('\n');
        for (var row = random.Next(1, 5); row > 0; row--)
        {
            text.AppendJoin(',', columns.Select(c => Quoted(c.Length > 0
                && random.Next(3) == 0 ? Right(c) : Cells[random.Next(Cells.Length)]))).Append('\n');
        }

        // A column whose name was damaged may hold anything; what is in it is not a secret.
        return random.Next(4) == 0
            ? Mutation.OfBinary(random, Encoding.UTF8.GetBytes(text.Replace(Secrets.Password, "x").ToString()))
            : Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>What belongs into the column, so that rows get far.</summary>
    private static string Right(string column) => column switch
    {
        "Name" => "Ledger",
        "Space" or "SpaceName" or "NewSpace" => "HR",
        "Owner" => "anna@acme.test",
        "DataSourceId" => "rest",
        "Password" or "AuthCode" => Secrets.Password,
        "ConnectionString" => $"CUSTOM CONNECT TO \"provider=x;password={Secrets.Password};\"",
        "Property" => "url=https://h",
        "Tag" or "AddTag" => "t",
        _ => "",
    };

    private static string Quoted(string cell) => "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}

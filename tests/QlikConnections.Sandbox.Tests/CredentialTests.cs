using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class CredentialTests
{
    private const string Credentials = "/api/v1/data-credentials";

    [Fact]
    public async Task Credential_IsReadRenamedAndRemoved()
    {
        await using var sandbox = await StartAsync();
        var connection = await sandbox.ConnectionAsync("Payroll", "HR");
        var id = Text(await sandbox.ConnectionByIdAsync(connection), "qCredentialsID")!;
        Assert.Equal(1, (await sandbox.GetAsync($"{Credentials}/{id}")).GetProperty("qConnCount").GetInt32());
        await sandbox.SendAsync(
            204,
            "PATCH",
            $"{Credentials}/{id}",
            new[] { Op("replace", "/qName", "Payroll login"), Op("replace", "/qPassword", "p") }
        );
        Assert.Equal(id, Text(await sandbox.GetAsync($"{Credentials}/Payroll%20login?byCredentialName=true"), "qID"));
        await sandbox.SendAsync(400, "PATCH", $"{Credentials}/{id}", new { patchData = Array.Empty<object>() });
        await sandbox.SendAsync(
            400,
            "PUT",
            $"{Credentials}/{id}",
            new
            {
                qName = "x",
                qType = "y",
                qUsername = "u",
                qPassword = "p",
                connectionId = Guid.NewGuid(),
            }
        );
        await sandbox.SendAsync(204, "DELETE", $"{Credentials}/{id}");
        await sandbox.SendAsync(404, "DELETE", $"{Credentials}/{id}");
        Assert.Null(Text(await sandbox.ConnectionByIdAsync(connection), "qCredentialsID"));
    }

    [Fact]
    public async Task NamesIdsAndOwners_AreChecked()
    {
        await using var sandbox = await StartAsync();
        var payroll = Text(await sandbox.ConnectionByIdAsync(await sandbox.ConnectionAsync("Payroll", "HR")), "qCredentialsID")!;
        await sandbox.SendAsync(409, "PATCH", $"{Credentials}/{payroll}", new[] { Op("replace", "/qName", "Directory in HR") });
        await sandbox.GetAsync($"{Credentials}/Payroll", 400);
        await sandbox.GetAsync($"{Credentials}/{payroll}", 404, sandbox.Member);
    }

    [Fact]
    public async Task Orphans_AreWhatNoConnectionLinks()
    {
        await using var sandbox = await StartAsync();
        await sandbox.SendAsync(204, "DELETE", $"{Connections}/{await sandbox.ConnectionAsync("Payroll", "HR")}");
        var orphans = await sandbox.SendAsync(
            200,
            "POST",
            Credentials + "/actions/filter-orphan",
            new { qSeparated = 1, datasourceID = "mssql" }
        );
        Assert.Equal(
            ["Payroll in HR", "SQL login of 2022"],
            orphans.GetProperty("data").EnumerateArray().Select(item => Text(item, "qName"))
        );
        Assert.Equal(2, orphans.GetProperty("count").GetInt32());
        await sandbox.SendAsync(403, "POST", Credentials + "/actions/filter-orphan", new { }, sandbox.Member);
    }

    [Fact]
    public async Task Credential_IsLinkedByPatch()
    {
        await using var sandbox = await StartAsync();
        var directory = await sandbox.ConnectionAsync("Directory", "HR");
        var payroll = Text(await sandbox.ConnectionByIdAsync(await sandbox.ConnectionAsync("Payroll", "HR")), "qCredentialsID")!;
        await sandbox.SendAsync(
            404,
            "PATCH",
            $"{Connections}/{directory}",
            new[] { Op("replace", "/qCredentialsID", Guid.NewGuid().ToString()) }
        );
        await sandbox.SendAsync(204, "PATCH", $"{Connections}/{directory}", new[] { Op("replace", "/qCredentialsID", payroll) });
        Assert.Equal(2, (await sandbox.GetAsync($"{Credentials}/{payroll}")).GetProperty("qConnCount").GetInt32());
    }
}

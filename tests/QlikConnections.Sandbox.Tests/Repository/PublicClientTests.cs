using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>What the npm package qlik-repo-api and the PowerShell module Qlik-Cli ask of a site, recorded from real runs.</summary>
public sealed class PublicClientTests
{
    [Fact]
    public async Task Enums_TellTheWordsOfEachNumber_AndWhereTheyStand()
    {
        await using var site = await RunningSite.StartAsync();

        JsonElement[] enums =
        [
            .. (await site.GetAsync("/qrs/about/api/enums", user: RunningSite.Anna)).EnumerateObject().Select(e => e.Value),
        ];

        string[] Values(string usage) =>
            [
                .. enums
                    .Single(e => e.GetProperty("usages").EnumerateArray().Any(u => u.GetString() == usage))
                    .GetProperty("values")
                    .EnumerateArray()
                    .Select(v => v.GetString()!),
            ];
        Assert.Equal(["0: LOG_ON_SERVICE_USER", "1: LOG_ON_CURRENT_USER"], Values("DataConnection.logOn"));
        Assert.Equal(["0: Undefined", "1: x86", "2: x64"], Values("DataConnection.architecture"));
    }

    [Fact]
    public async Task Relations_TellWhatAMemberRefersTo()
    {
        await using var site = await RunningSite.StartAsync();

        string[] relations =
        [
            .. (await site.GetAsync("/qrs/about/api/relations", user: RunningSite.Anna)).EnumerateArray().Select(r => r.GetString()!),
        ];

        Assert.Contains("DataConnection.owner > UserCondensed", relations);
        Assert.All(relations, r => Assert.Equal(2, r.Split(" > ").Length));
    }

    [Fact]
    public async Task Creation_TakesAnEmptyOwner_AsTheCaller()
    {
        await using var site = await RunningSite.StartAsync();

        var made = await site.SendAsync(
            201,
            "POST",
            RunningSite.Connections,
            new
            {
                name = "made",
                connectionstring = "C:\\Data\\",
                type = "QvRestConnector.exe",
                owner = new { },
                tags = Array.Empty<object>(),
            },
            @"ACME\admin"
        );

        Assert.Equal("admin", made.GetProperty("owner").GetProperty("userId").GetString());
    }

    [Theory]
    [InlineData("\"0\"", "\"2\"", 0, 2)]
    [InlineData("\"LOG_ON_CURRENT_USER\"", "\"x86\"", 1, 1)]
    [InlineData("1", "0", 1, 0)]
    public async Task Enumerations_AreTakenAsNumbersTextsAndWords(
        string logOn,
        string architecture,
        int expectedLogOn,
        int expectedArchitecture
    )
    {
        await using var site = await RunningSite.StartAsync();
        var body = JsonNode.Parse(
            $$"""{"name":"made","connectionstring":"x","type":"QvRestConnector.exe","username":"","password":"","logOn":{{logOn}},"architecture":{{architecture}}}"""
        )!;

        var made = await site.SendAsync(201, "POST", RunningSite.Connections, body);

        Assert.Equal(
            (expectedLogOn, expectedArchitecture),
            (made.GetProperty("logOn").GetInt32(), made.GetProperty("architecture").GetInt32())
        );
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("\"nonsense\"")]
    [InlineData("-1")]
    [InlineData("true")]
    public async Task Enumerations_RefuseOtherValues(string logOn)
    {
        await using var site = await RunningSite.StartAsync();
        var body = JsonNode.Parse($$"""{"name":"made","connectionstring":"x","type":"QvRestConnector.exe","logOn":{{logOn}}}""")!;

        await site.SendAsync(400, "POST", RunningSite.Connections, body);
    }
}

namespace QlikConnections.Client.Tests;

/// <summary>Reading one connection.</summary>
public sealed class ReadTests : OnSandbox
{
    [Fact]
    public async Task Get_ById_ReadsOneConnectionWithNames()
    {
        var client = await ConnectAsync();
        var listed = await client.OneAsync("CRM");

        var read = await client.GetAsync(listed.Id, detailed: false, Stop);

        Assert.Equal(("CRM", "Sales", "José Núñez"), (read.Name, read.SpaceName, read.OwnerName));
        Assert.Null(read.Properties);
        Assert.Equal(1, Count("GET", $"{Connections}/{listed.Id:D}"));
    }

    [Fact]
    public async Task Get_Detailed_HasTheParsedProperties()
    {
        var client = await ConnectAsync();
        var listed = await client.OneAsync("Ads spend");

        var read = await client.GetAsync(listed.Id, detailed: true, Stop);

        Assert.Equal("443", read.Properties!["port"]);
        Assert.Equal("WH_QLIK", read.Properties["WAREHOUSE"]);
        Assert.Equal("true", Parameter($"{Connections}/{listed.Id:D}", "parseConnection"));
    }

    [Fact]
    public async Task Get_UnknownId_IsNotFoundAndNamesIdAndSession()
    {
        var client = await ConnectAsync();
        var id = Guid.Parse("00000000-0000-0000-0000-00000000beef");

        var missing = await Assert.ThrowsAsync<QlikApiException>(() => client.GetAsync(id, detailed: false, Stop));

        Assert.Equal("QlikDataConnectionNotFound", missing.ErrorId);
        Assert.Contains(id.ToString("D"), missing.Message, StringComparison.Ordinal);
        Assert.Contains("'acme'", missing.Message, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal("DCERROR-0404", missing.Code);
    }

    [Fact]
    public async Task Get_OfSomethingTheCallerMayNotSee_IsDenied()
    {
        var admin = await ConnectAsync();
        var hidden = await admin.OneAsync("Board pack");
        var member = await ConnectAsync(Host.Sandbox.MemberApiKey);

        var refused = await Assert.ThrowsAsync<QlikApiException>(() => member.GetAsync(hidden.Id, detailed: false, Stop));

        Assert.Equal("QlikAccessDenied", refused.ErrorId);
    }

    [Theory]
    [InlineData("0", "0", QlikArchitecture.X64, QlikLogOn.ServiceUser)]
    [InlineData("1", "1", QlikArchitecture.X86, QlikLogOn.CurrentUser)]
    [InlineData("\"1\"", "\"1\"", QlikArchitecture.X86, QlikLogOn.CurrentUser)]
    [InlineData("7", "\"LOG_ON_CURRENT_USER\"", QlikArchitecture.Undefined, QlikLogOn.CurrentUser)]
    [InlineData("null", "\"LOG_ON_SERVICE_USER\"", QlikArchitecture.Undefined, QlikLogOn.ServiceUser)]
    public async Task Get_NumbersOrTexts_MeanTheSame(string architecture, string logOn, QlikArchitecture expected, QlikLogOn expectedLogOn)
    {
        var id = Guid.NewGuid();
        await using var server = await PlainServer.StartSignedInAsync(context =>
            PlainServer.JsonAsync(
                context,
                $$"""{"QID":"{{id:D}}","qname":"x","qArchitecture":{{architecture}},"qLogOn":{{logOn}},"createdAt":"2026-02-03T08:15:00.000Z","space":""}"""
            )
        );
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");

        var read = await client.GetAsync(id, detailed: false, Stop);

        Assert.Equal((id, "x", expected, expectedLogOn), (read.Id, read.Name, read.Architecture, read.LogOn));
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 8, 15, 0, TimeSpan.Zero), read.Created);
        Assert.Null(read.SpaceId);
    }

    [Fact]
    public async Task Get_PropertiesOfEveryKind_BecomePlainValues()
    {
        var id = Guid.NewGuid();
        await using var server = await PlainServer.StartSignedInAsync(context =>
            PlainServer.JsonAsync(
                context,
                $$$"""{"qID":"{{{id:D}}}","connectionProperties":{"text":"t","yes":true,"no":false,"whole":7,"part":1.5,"none":null,"list":[1,"a"],"nested":{"a":1,"a":2},"Host":"old","host":"new"}}"""
            )
        );
        using var client = await SandboxClient.ConnectAsync(server.BaseAddress, "key");

        var properties = (await client.GetAsync(id, detailed: true, Stop)).Properties!;

        Assert.Equal(
            ["t", true, false, 7L, 1.5, null],
            ((string[])["text", "yes", "no", "whole", "part", "none"]).Select(name => properties[name])
        );
        Assert.Equal([1L, "a"], Assert.IsType<object?[]>(properties["list"]));
        Assert.Equal(2L, Assert.IsType<Dictionary<string, object?>>(properties["nested"])["a"]);
        Assert.Equal("new", properties["HOST"]);
    }
}

using System.Text;
using System.Text.Json;

namespace QlikConnections.Client.Tests;

/// <summary>What no cmdlet asks a tenant for can be asked all the same (docs/api-coverage.md, "not used").</summary>
public sealed class UnusedEndpointsTests : OnSandbox
{
    [Theory]
    [InlineData("data-connections/CRM?type=connectionname&spaceId={space}&parseConnection=true&noCache=true&extended=true", "qName", "CRM")]
    [InlineData(
        "data-connections?limit=1&sort=%2BqName&caseinsensitive=true&locale=sv&dataName=rows&includeQris=true&extended=true",
        "rows",
        null
    )]
    [InlineData("data-sources?dataSourceId=mssql&detail=true&includeui=true", "connectorNodes", null)]
    [InlineData("data-sources/mssql/settings", "disabled", "False")]
    public async Task Reading_GetsAResponse(string path, string member, string? value)
    {
        var client = await ConnectAsync();
        var space = (await client.OneAsync("CRM")).SpaceId!;

        var answer = await AskAsync(client, "GET", "/api/v1/" + path.Replace("{space}", space, StringComparison.Ordinal));

        Assert.True(answer.TryGetProperty(member, out var found), answer.GetRawText());
        if (value is not null)
        {
            Assert.Equal(value, found.ToString());
        }
    }

    private static async Task<JsonElement> AskAsync(IDataConnectionClient client, string method, string path, object? body = null)
    {
        var answer = await client.InvokeAsync(RestRequest.To(client.Session, new HttpMethod(method), path, [], body), Stop);
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(answer.Body.Span));
        return document.RootElement.Clone();
    }
}

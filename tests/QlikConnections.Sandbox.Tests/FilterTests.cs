using Xunit;
using static QlikConnections.Sandbox.Tests.RunningSandbox;

namespace QlikConnections.Sandbox.Tests;

public sealed class FilterTests
{
    [Theory]
    [InlineData("qName eq \"Sales DWH\"", "Sales DWH|Sales DWH")]
    [InlineData("QNAME EQ \"sales dwh\"", "Sales DWH|Sales DWH")]
    [InlineData("qName sw \"TMP_\"", "tmp_import|tmp_orders|tmp_backfill")]
    [InlineData("qName ew \"_orders\"", "tmp_orders")]
    [InlineData("qName eq \"Budget \\\"2026\\\"\"", "Budget \"2026\"")]
    [InlineData("qName eq \"\\u00c9v\\u00e9nements d'\\u00e9t\\u00e9\"", "Événements d'été")]
    [InlineData("qName eq \"Événements d'été\"", "Événements d'été")]
    [InlineData("qName co \"&\"", "Rates & Fees")]
    [InlineData("qName co \": \"", "Staging: nightly")]
    [InlineData("qName co \"10%\"", "Discount 10%")]
    [InlineData("datasourceID eq \"DG_mssql\"", "Finance via gateway")]
    [InlineData("qName sw \"tmp_\" and datasourceID eq \"gbq\"", "tmp_backfill")]
    [InlineData("qName eq \"CRM\" or qName eq \"Ads spend\" and datasourceID eq \"mssql\"", "CRM")]
    [InlineData("(qName eq \"CRM\" or qName eq \"Ads spend\") and datasourceID eq \"snowflake\"", "Ads spend")]
    [InlineData("qName sw \"tmp_\" and not (datasourceID eq \"gbq\")", "tmp_import|tmp_orders")]
    [InlineData("qName sw \"tmp_\" and not(datasourceID eq \"gbq\")", "tmp_import|tmp_orders")]
    [InlineData("datasourceID ne \"mssql\" and qName sw \"tmp_\"", "tmp_import|tmp_backfill")]
    [InlineData("datasourceID pr and qName sw \"tmp_o\"", "tmp_orders")]
    [InlineData("qName gt \"Web\" and qName lt \"Web z\"", "Web analytics")]
    [InlineData("qName eq \"no such\"", "")]
    public async Task Expressions_Select(string filter, string expected)
    {
        await using var sandbox = await StartAsync();
        var rows = await sandbox.PagesAsync($"{Connections}?limit=100&noDatafiles=true&{Filter(filter)}");
        Assert.Equal(expected, string.Join('|', rows.Select(row => Text(row, "qName"))));
    }

    [Theory]
    [InlineData("updated ge \"2026-10-01T00:00:00Z\"", true)]
    [InlineData("updated ge \"2026-10-01T02:00:00+02:00\"", true)]
    [InlineData("updated lt \"2026-10-01T00:00:00Z\"", false)]
    [InlineData("created gt \"2026-10-01T00:00:00.000Z\"", null)]
    public async Task Times_AreComparedAsTimes(string filter, bool? release)
    {
        await using var sandbox = await StartAsync();
        var rows = await sandbox.PagesAsync($"{Connections}?limit=100&noDatafiles=true&{Filter(filter)}");
        if (release is null)
        {
            Assert.Empty(rows);
        }
        else
        {
            Assert.NotEmpty(rows);
        }

        Assert.All(
            rows,
            row => Assert.Equal(release, row.GetProperty("tags").EnumerateArray().Any(tag => tag.GetString() == "release:2026-10"))
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("qName")]
    [InlineData("qName eq")]
    [InlineData("qName eq Sales")]
    [InlineData("qName eq \"Sales")]
    [InlineData("qName eq \"Sal\\es\"")]
    [InlineData("qName eq \"\\u00g0\"")]
    [InlineData("qName like \"Sales\"")]
    [InlineData("qName eq \"a\" qName eq \"b\"")]
    [InlineData("(qName eq \"a\"")]
    [InlineData("qName eq \"a\")")]
    [InlineData("not qName eq \"a\"")]
    [InlineData("tags eq \"stale\"")]
    [InlineData("space eq \"x\"")]
    [InlineData("updated lt \"yesterday\"")]
    [InlineData("updated lt \"2025-01-01T00:00:00\"")]
    [InlineData("updated co \"2025\"")]
    [InlineData("qName eq 'Sales'")]
    public async Task FilterOutsideTheGrammar_IsRefused(string filter)
    {
        await using var sandbox = await StartAsync();
        var answer = await sandbox.GetAsync($"{Connections}?{Filter(filter)}", 400);
        Assert.StartsWith("DCERROR-", Text(answer.GetProperty("errors")[0], "code"), StringComparison.Ordinal);
    }
}

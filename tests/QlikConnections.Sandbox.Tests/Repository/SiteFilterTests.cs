using System.Text.Json;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>The filter grammar [qrs 9].</summary>
public sealed class SiteFilterTests
{
    [Theory]
    [InlineData("name eq 'ledger'", "Ledger")]
    [InlineData("Name eq 'Ledger'", "Ledger")]
    [InlineData("name sw 'sales d'", "Sales DWH")]
    [InlineData("name ew 'dwh'", "Sales DWH")]
    [InlineData("name so 'EDGE'", "Ledger")]
    [InlineData("name eq 'R&D'", "R&D")]
    [InlineData(@"name eq 'Q1\'25'", "Q1'25")]
    [InlineData("name eq 'Zoë'", "Zoë")]
    [InlineData("name eq '50%'", "50%")]
    [InlineData(@"name eq 'C:\\data\\#1'", @"C:\data\#1")]
    [InlineData("name eq 'Rates + Fees'", "Rates + Fees")]
    [InlineData("name eq 'Weather; daily'", "Weather; daily")]
    [InlineData("name eq 'Exports (all)'", "Exports (all)")]
    [InlineData(@"connectionstring sw '\\\\fs01\\landing'", "Landing zone")]
    [InlineData("(name eq 'Ledger')", "Ledger")]
    [InlineData("((name eq 'Ledger') and ((type ew '.exe')))", "Ledger")]
    [InlineData("(name eq 'Ledger' or name eq 'Budget')", "Budget,Ledger")]
    // "and" binds tighter than "or".
    [InlineData("name eq 'Budget' or name eq 'Ledger' and type eq 'folder'", "Budget")]
    [InlineData("(name eq 'Budget' or name eq 'Ledger') and type eq 'folder'", "")]
    [InlineData("name  eq  'Ledger'  and  logOn  eq  0", "Ledger")]
    [InlineData("owner.userDirectory eq 'PARTNER' and owner.userId eq 'anna'", "Partner feed")]
    [InlineData("owner.name eq 'Anna Partner'", "Partner feed")]
    [InlineData("tags.name eq 'größe'", "Zoë")]
    [InlineData("customProperties.definition.name eq 'Department' and customProperties.value eq 'HR'", "Payroll")]
    [InlineData("customProperties.value eq 'days=365'", "Payroll")]
    [InlineData("type eq 'OLEDB' and customProperties.value eq null", "Old ERP")]
    [InlineData("architecture lt 2 and architecture gt 0 and type eq 'OLEDB'", "Old ERP")]
    [InlineData("username eq 'ACME\\\\svc_payroll'", "Payroll")]
    [InlineData("createdDate lt '2023-01-10 00:00:00'", "Sales DWH")]
    [InlineData("modifiedDate le '2023-01-12T07:30:00Z'", "Sales DWH")]
    [InlineData("modifiedByUserName eq 'PARTNER\\\\anna'", "Partner feed")]
    [InlineData("name eq ''", "")]
    public async Task Filter_Finds(string filter, string names)
    {
        await using var site = await StartAsync();
        Assert.Equal(names.Length == 0 ? [] : names.Split(','), await site.NamesAsync(filter));
        var count = await site.GetAsync($"{Connections}/count?{Filter(filter)}");
        Assert.Equal(names.Length == 0 ? 0 : names.Split(',').Length, count.GetProperty("value").GetInt32());
    }

    [Theory]
    [InlineData("name eq Ledger", "The value of constant &quot;Ledger&quot; must begin and end with single quote")]
    [InlineData("name eq \"Ledger\"", "Cannot parse the expression")]
    [InlineData("name eq 'Q1''25'", "Cannot parse the expression")]
    [InlineData("name eq 'Q1'25'", "Cannot parse the expression")]
    [InlineData(@"name eq 'C:\data'", "Cannot parse the expression")]
    [InlineData("name eq 'open", "Cannot parse the expression")]
    [InlineData("name eq 'open\\'", "Cannot parse the expression")]
    [InlineData("()", "Invalid expression")]
    [InlineData("(name eq 'a'", "Cannot parse the expression")]
    [InlineData("name eq 'a')", "Cannot parse the expression")]
    [InlineData("name eq", "Cannot parse the expression")]
    [InlineData("name", "Cannot parse the expression")]
    [InlineData("name EQ 'a'", "cannot be used")]
    [InlineData("name eq 'a' AND name eq 'b'", "Cannot parse the expression")]
    [InlineData("not (name eq 'a')", "is not known")]
    [InlineData("name like 'a'", "cannot be used")]
    [InlineData("name gt 'a'", "cannot be used")]
    [InlineData("logOn sw 0", "cannot be used")]
    [InlineData("logOn eq '0'", "must not be quoted")]
    [InlineData("logOn eq LOG_ON_CURRENT_USER", "cannot be read")]
    [InlineData("id eq '157f1a1e-09cf-41dc-a1a3-7329d09200a1'", "must not be quoted")]
    [InlineData("id eq 42", "cannot be read")]
    [InlineData("modifiedDate gt 2026-01-01", "must begin and end with single quote")]
    [InlineData("modifiedDate gt 'yesterday'", "cannot be read")]
    [InlineData("password eq 'x'", "is not known")]
    [InlineData("nothing eq 'x'", "is not known")]
    [InlineData("@Environment eq 'Prod'", "Cannot parse the expression")]
    [InlineData("name eq 'a'and name eq 'b'", "Cannot parse the expression")]
    [InlineData("name sw null", "Only eq and ne")]
    [InlineData("id eq 1,2", "cannot be read")]
    public async Task Filter_IsRefusedWithAnEncodedText(string filter, string text)
    {
        await using var site = await StartAsync();
        foreach (var path in (string[])["", "/full", "/count"])
        {
            var answer = await site.GetAsync($"{Connections}{path}?{Filter(filter)}", 400);
            Assert.Equal(JsonValueKind.String, answer.ValueKind);
            Assert.Contains(text, answer.GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("filter=name eq 'R&D'", 400)]
    [InlineData("filter=", 400)]
    [InlineData("filter=name+eq+'Ledger'", 200)]
    public async Task TextThatIsNotEncoded_FallsApart(string query, int expected)
    {
        await using var site = await StartAsync();
        var answer = await site.GetAsync($"{Connections}?{query}", expected);
        if (expected == 400)
        {
            Assert.Equal("Missing parameter value(s)", answer.GetString());
        }
        else
        {
            Assert.Equal(1, answer.GetArrayLength());
        }
    }

    [Fact]
    public async Task Ids_AreFoundManyAtOnceUntilTheAddressIsTooLong()
    {
        await using var site = await StartAsync();
        var ids = site.Host.Sandbox.AddConnections(200);
        string Any(int count) => "(" + string.Join(" or ", ids.Take(count).Select(id => $"id eq {id}")) + ")";
        Assert.Equal(40, (await site.NamesAsync(Any(40))).Length);
        await site.GetAsync($"{Connections}?{Filter(Any(200))}", 414);
    }

    [Fact]
    public async Task TagsAndOwners_AreFoundById()
    {
        await using var site = await StartAsync();
        var tag = await site.IdAsync("tag", "stale");
        var owner = await site.IdAsync("user", "Lee Leaver");
        var both = await site.NamesAsync($"tags.id eq {tag} and owner.id eq {owner}");
        Assert.Equal(["Access database", "Archive 2019", "Old ERP", "tmp_2024_migration", "tmp_import"], both);
        var property = await site.IdAsync("custompropertydefinition", "Retention");
        Assert.Equal(["Archive 2019", "Payroll"], await site.NamesAsync($"customProperties.definition.id eq {property}"));
    }
}

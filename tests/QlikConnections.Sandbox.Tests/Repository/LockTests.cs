using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;
using static QlikConnections.Sandbox.Tests.Repository.RunningSite;

namespace QlikConnections.Sandbox.Tests.Repository;

/// <summary>The optimistic lock [qrs 7].</summary>
public sealed class LockTests
{
    [Fact]
    public async Task SecondOfTwoWriters_GetsARefusalWithoutABody()
    {
        await using var site = await StartAsync();
        var first = await site.ConnectionAsync("Ledger");
        var second = await site.ConnectionAsync("Ledger");
        first["username"] = "first";
        second["username"] = "second";
        await site.PutAsync(first);
        Assert.Equal(default, await site.PutAsync(second, 409));
        Assert.Equal("first", (await site.ConnectionAsync("Ledger"))["username"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(null, 409, 409)]
    [InlineData(-1, 409, 409)]
    [InlineData(0, 200, 200)]
    [InlineData(1, 200, 409)]
    public async Task SevenDigits_Count(int? ticks, int expected, int expectedWhenExact)
    {
        foreach (var exact in (bool[])[false, true])
        {
            await using var site = await StartAsync(new() { ExactLock = exact });
            var connection = JsonObject.Create(await site.PutAsync(await site.ConnectionAsync("Ledger")))!;
            if (ticks is { } shift)
            {
                connection["modifiedDate"] = Date(connection)
                    .AddTicks(shift)
                    .ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
            }
            else
            {
                connection.Remove("modifiedDate");
            }

            await site.PutAsync(connection, exact ? expectedWhenExact : expected);
        }
    }

    [Fact]
    public async Task DateThatLostItsSeconds_HasLostTheLock()
    {
        await using var site = await StartAsync();
        var connection = await site.ConnectionAsync("Ledger");
        connection["modifiedDate"] = Date(connection).ToString("yyyy-MM-dd'T'HH:mm:00'Z'", CultureInfo.InvariantCulture);
        await site.PutAsync(connection, 409);
        connection["modifiedDate"] = "2026/01/31 08:15";
        await site.PutAsync(connection, 400);
    }

    [Fact]
    public async Task EveryWrite_IsLaterThanTheOneBeforeThoughTheClockStandsStill()
    {
        var now = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        await using var site = await StartAsync(new() { Clock = () => now });
        var connection = await site.ConnectionAsync("Ledger");
        var last = Date(connection);
        for (var i = 0; i < 30; i++)
        {
            connection = JsonObject.Create(await site.PutAsync(connection))!;
            Assert.True(Date(connection) > last);
            Assert.Equal(28, connection["modifiedDate"]!.GetValue<string>().Length);
            last = Date(connection);
        }
    }

    [Fact]
    public async Task OneOfManyWritersAtOnce_Wins()
    {
        await using var site = await StartAsync();
        var connection = await site.ConnectionAsync("Ledger");
        var body = connection.ToJsonString();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            using var request = Request("PUT", PathOf(connection), JsonSerializer.Deserialize<JsonElement>(body));
            using var answer = await site.Admin.SendAsync(request, TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }));
        Assert.Single(statuses, 200);
        Assert.Equal(11, statuses.Count(status => status == 409));
    }

    private static DateTimeOffset Date(JsonObject connection) =>
        DateTimeOffset.Parse(connection["modifiedDate"]!.GetValue<string>(), CultureInfo.InvariantCulture);
}

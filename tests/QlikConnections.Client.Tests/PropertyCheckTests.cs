using System.Net;
using System.Security;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>Properties compared with the specification before anything is sent.</summary>
public sealed class PropertyCheckTests : OnSandbox
{
    private static readonly DataSourceSpecification Typed = new(
        "typed",
        null,
        null,
        [
            Property("host", "string"),
            Property("port", "string"),
            Property("size", "integer"),
            Property("ratio", "number"),
            Property("flag", "boolean"),
            Property("files", "array"),
            Property("extra", "object"),
            Property("any", null),
            Property("username", "string"),
            Property("password", "string"),
            Property("region", "string", "us-east-1", "eu-central-1"),
            Property("level", "integer", "1", "2"),
        ]
    );

    public static TheoryData<string, object?, object?> Lossless =>
        new()
        {
            { "port", 1433, "1433" },
            { "port", 1433L, "1433" },
            { "port", 1433.0, "1433" },
            { "port", true, "true" },
            { "host", new Uri("https://a.test/"), "https://a.test/" },
            { "size", 5, 5L },
            { "size", "5", 5L },
            { "size", "-7", -7L },
            { "size", 5.0, 5L },
            { "ratio", 1.5, 1.5m },
            { "ratio", "1.5", 1.5m },
            { "ratio", 3, 3L },
            { "flag", true, true },
            { "flag", "False", false },
            { "any", 5, 5 },
            { "any", "x", "x" },
            { "region", "us-east-1", "us-east-1" },
            { "level", 2, 2L },
        };

    [Theory]
    [MemberData(nameof(Lossless))]
    public void Fit_ConvertsWhereNothingIsLost(string name, object? given, object? fitted)
    {
        var problems = new List<string>();

        Assert.Equal(fitted, PropertyCheck.Fit(Values((name, given)), Typed, problems)[name]);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("size", "five")]
    [InlineData("size", "1.5")]
    [InlineData("size", 1.5)]
    [InlineData("size", true)]
    [InlineData("size", " 5")]
    [InlineData("flag", "yes")]
    [InlineData("flag", 1)]
    [InlineData("files", "key.json")]
    [InlineData("files", 1)]
    [InlineData("extra", "x")]
    [InlineData("host", null)]
    [InlineData("any", null)]
    public void Fit_RefusesWhatCannotBeConverted(string name, object? given)
    {
        var problems = new List<string>();
        PropertyCheck.Fit(Values((name, given)), Typed, problems);

        var problem = Assert.Single(problems);
        Assert.Contains($"'{name}'", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("five", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ListsAndTables_GoWhereTheyBelongOnly()
    {
        var problems = new List<string>();
        IReadOnlyDictionary<string, object?> entry = Values(("name", "n"), ("value", "v"));

        var fitted = PropertyCheck.Fit(Values(("files", entry), ("extra", entry)), Typed, problems);

        Assert.Empty(problems);
        Assert.Equal(new object[] { entry }, Assert.IsAssignableFrom<IEnumerable<object?>>(fitted["files"]));
        Assert.Same(entry, fitted["extra"]);
        PropertyCheck.Fit(Values(("host", entry), ("port", new object[] { 1 }), ("flag", SandboxClient.Secure("x"))), Typed, problems);
        Assert.Equal(3, problems.Count);
    }

    [Fact]
    public void Fit_PutsNamesIntoTheSourcesSpelling_AndFindsDoubles()
    {
        var problems = new List<string>();

        Assert.Equal(["host", "port"], PropertyCheck.Fit(Values(("HOST", "h"), ("Port", 1)), Typed, problems).Keys);
        Assert.Empty(problems);

        PropertyCheck.Fit(Values(("host", "a"), ("Host", "b")), Typed, problems);
        Assert.Contains("given twice", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NamesTheRightValue_NotTheGivenOne()
    {
        var problems = new List<string>();

        PropertyCheck.Fit(Values(("region", "EU-Central-1")), Typed, problems);
        Assert.Equal(["'region' must be written 'eu-central-1': values are case-sensitive."], problems);
        problems.Clear();

        PropertyCheck.Fit(Values(("region", "my secret"), ("level", 3)), Typed, problems);
        Assert.Equal(2, problems.Count);
        Assert.Contains("us-east-1, eu-central-1", problems[0], StringComparison.Ordinal);
        Assert.DoesNotContain("my secret", problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_ALoginAsAValue_FillsBothOfItsPair()
    {
        var problems = new List<string>();
        var login = new NetworkCredential("ada", SandboxClient.Secure("p"));

        foreach (var name in new[] { "username", "PASSWORD" })
        {
            var filled = PropertyCheck.Fit(LoginProperties.Fill(Values((name, login)), null, Typed, problems), Typed, problems);
            Assert.Equal("ada", filled["username"]);
            Assert.IsType<SecureString>(filled["password"]);
        }

        Assert.Empty(problems);
        Assert.Equal(["accessKey", "secretKey"], LoginProperties.Fill(Values(("accessKey", login)), null, null, problems).Keys.Order());
        Assert.Equal(
            ["password", "username"],
            LoginProperties.Fill(Values(("username", login), ("password", login)), null, Typed, problems).Keys.Order()
        );
        Assert.Empty(problems);
    }

    [Fact]
    public void Fill_APasswordTwice_IsRefused()
    {
        var login = new NetworkCredential("ada", "p");
        foreach (var twice in new Action<List<string>>[]
        {
            p => LoginProperties.Fill(Values(("password", "x")), login, Typed, p),
            p => LoginProperties.Fill(Values(("Password", login)), login, null, p),
            p => LoginProperties.Fill(Values(("username", login), ("password", "x")), null, Typed, p),
        })
        {
            var problems = new List<string>();
            twice(problems);
            Assert.Contains(problems, p => p.Contains("'password' is given twice", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Fill_ALoginWithoutPlace_IsRefused()
    {
        var problems = new List<string>();
        var login = new NetworkCredential("ada", "p");

        LoginProperties.Fill(Values(("host", login)), null, Typed, problems);
        LoginProperties.Fill(Values(), login, new("gbq", null, null, [Property("KeyFilePath", "array", isSecret: true)]), problems);

        Assert.Equal(2, problems.Count);
        Assert.Contains("'host'", problems[0], StringComparison.Ordinal);
        Assert.Contains("KeyFilePath", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_SaysAllThatIsWrongAtOnce_WithNearMatches()
    {
        var client = await ConnectAsync();
        var given = new PropertyInput(
            "Lake",
            "File_AmazonS3ConnectorV2",
            Values(("bucketname", "b"), ("regoin", "x"), ("region", "Eu-Central-1"), ("accessKey", null))
        );

        var failure = await Assert.ThrowsAsync<QlikException>(() => given.ValidateAsync(client.DataSources, skipCheck: false, Stop));

        Assert.Equal("QlikPropertyInvalid", failure.ErrorId);
        foreach (var part in new[] { "'Lake'", "'File_AmazonS3ConnectorV2'", "'regoin'", "'region'", "'eu-central-1'", "'accessKey'" })
        {
            Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        }

        Assert.Contains("Get-QlikDataSourceProperty File_AmazonS3ConnectorV2", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_WithoutCheck_AsksNothing()
    {
        var client = await ConnectAsync();
        var given = new PropertyInput("Lake", "brand-new", Values(("what", 5)), new NetworkCredential("ada", "p"));

        var ready = await given.ValidateAsync(client.DataSources, skipCheck: true, Stop);

        Assert.Equal(["password", "username", "what"], ready.Keys.Order());
        Assert.Equal(5, ready["what"]);
        Assert.Empty(Host.Sandbox.Requests);
    }

    [Fact]
    public async Task Ready_ConnectorDoesNotRespond_SaysSo()
    {
        var client = await ConnectAsync(time: new FakeTime { SkipWaits = true });
        Host.Faults.Add(new() { Match = Fault.Matching("GET", "api-specs"), Status = 503, Times = 4 });

        var failure = await Assert.ThrowsAsync<QlikApiException>(
            () => new PropertyInput("Lake", "mssql", Values(("host", "h"))).ValidateAsync(client.DataSources, skipCheck: false, Stop));

        Assert.Equal("QlikSpecificationUnavailable", failure.ErrorId);
        Assert.Contains("-SkipPropertyCheck", failure.RecommendedAction, StringComparison.Ordinal);
    }

    private static Dictionary<string, object?> Values(params (string Name, object? Value)[] values) =>
        values.ToDictionary(v => v.Name, v => v.Value);

    private static QlikDataSourceProperty Property(string name, string? type, params string[] allowed) =>
        new() { Name = name, Type = type, AllowedValues = allowed };

    private static QlikDataSourceProperty Property(string name, string type, bool isSecret) =>
        new() { Name = name, Type = type, IsSecret = isSecret };
}

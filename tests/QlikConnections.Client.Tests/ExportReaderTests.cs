using System.Text;
using System.Text.Json.Nodes;
using QlikConnections.Client.Files;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Client.Tests;

/// <summary>Exports are untrusted input: what is read of damaged, edited and hostile ones.</summary>
public sealed class ExportReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_OfAnExport_GivesWhatWasExported()
    {
        var read = Read(Export());

        var connection = read.Connections[0];
        Assert.Equal(("one", "R&D", "Ada", "mssql"), (connection.Name, connection.Space, connection.Owner, connection.DataSource));
        Assert.Equal(QlikArchitecture.X64, connection.Architecture);
        Assert.Equal(["ConnectionString"], connection.LeftOut);
        Assert.Equal("password", Assert.Single(connection.Statement!.Gaps));
        Assert.True(connection.HasLogin);
        Assert.Equal(2, read.Connections.Count);
        Assert.Empty(read.Failures);
    }

    [Fact]
    public void Read_IgnoresBomLineBreaksAndTheOrderOfMembers()
    {
        var sorted = new JsonObject(JsonNode.Parse(Export())!.AsObject().OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => new KeyValuePair<string, JsonNode?>(m.Key, m.Value!.DeepClone())));

        Assert.Equal(2, Read("\uFEFF" + Export().Replace("\n", "\r\n", StringComparison.Ordinal)).Connections.Count);
        Assert.Equal(2, Read(sorted.ToJsonString()).Connections.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"format\":\"QlikConnections export\"}")]
    [InlineData("{\"format\":\"QlikConnections recovery\",\"version\":1}")]
    [InlineData("not json")]
    public void Read_OfSomethingElse_IsOneFailure(string text) => Refused(text);

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("\"version\": 1", "\"version\": 1e400")]
    [InlineData("\"version\": 1", "\"version\": \"1\"")]
    [InlineData("\"version\": 1", "\"version\": 1, \"version\": 1")]
    [InlineData("\"version\": 1", "\"version\": 1, \"Format\": \"x\"")]
    [InlineData("\"version\": 1", "\"version\": 1, \"other\": 1")]
    [InlineData("\"platform\": \"Cloud\"", "\"platform\": \"cloud\"")]
    [InlineData("\"platform\": \"Cloud\"", "\"platform\": 0")]
    [InlineData("\"connections\": [", "\"connections\": {}, \"x\": [")]
    [InlineData("QlikConnections export", "QlikConnections recovery")]
    public void Read_OfADamagedHead_IsOneFailure(string from, string to) =>
        Refused(Export().Replace(from, to, StringComparison.Ordinal));

    [Fact]
    public void Read_OfEveryCutFile_GivesNothing()
    {
        var text = Encoding.UTF8.GetBytes(Export());
        for (var length = 0; length < text.Length - 2; length++)
        {
            Assert.Equal("QlikImportUnreadable", Assert.Throws<QlikException>(() => ExportReader.Read(text.AsMemory(0, length), "x")).ErrorId);
        }

        Refused(Export() + "x");
        Refused(Export() + Export());
    }

    [Theory]
    [InlineData("\"name\": \"one\"", "\"name\": \"\"")]
    [InlineData("\"name\": \"one\"", "\"name\": null")]
    [InlineData("\"name\": \"one\"", "\"name\": [\"one\"]")]
    [InlineData("\"name\": \"one\"", "\"name\": \"one\", \"name\": \"two\"")]
    [InlineData("\"name\": \"one\"", "\"name\": \"one\", \"Name\": \"two\"")]
    [InlineData("\"name\": \"one\"", "\"nam\": \"one\"")]
    [InlineData("\"name\": \"one\"", "\"name\": \"one\", \"ownr\": \"Bob\"")]
    [InlineData("\"name\": \"one\"", "\"name\": \"\\ud800\"")]
    [InlineData("\"name\": \"one\"", "\"name\": \"one\", \"\\udc00\": 1")]
    [InlineData("\"tags\": []", "\"tags\": [null]")]
    [InlineData("\"tags\": []", "\"tags\": \"a\"")]
    [InlineData("\"tags\": []", "\"tags\": [[[[1]]]]")]
    [InlineData("\"architecture\": \"X64\"", "\"architecture\": \"2\"")]
    [InlineData("\"logOn\": \"ServiceUser\"", "\"logOn\": true")]
    [InlineData("\"separateCredentials\": false", "\"separateCredentials\": \"no\"")]
    [InlineData("\"customProperties\": {}", "\"customProperties\": {\"a\": [], \"A\": []}")]
    [InlineData("\"customProperties\": {}", "\"customProperties\": {\"a\": \"b\"}")]
    [InlineData("\"properties\": null", "\"properties\": []")]
    [InlineData("\"leftOut\": \"password\"", "\"leftOut\": null")]
    [InlineData("\"leftOut\": \"password\"", "\"left\": \"password\"")]
    [InlineData("\"provenance\": {\n        \"id\"", "\"provenance\": null, \"x\": {\n        \"id\"")]
    public void Read_OfADamagedConnection_ReportsItAndReadsTheOther(string from, string to)
    {
        var text = Export();
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at > 0, from);

        var read = Read(text[..at] + to + text[(at + from.Length)..]);

        var failure = Assert.Single(read.Failures);
        Assert.Equal("QlikImportInvalid", failure.ErrorId);
        Assert.Contains("Connection 1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("some.json", failure.Message, StringComparison.Ordinal);
        Assert.Equal("two", Assert.Single(read.Connections).Name);
    }

    [Theory]
    [InlineData("\"name\": \"one\"", "\"name\": \"{0}\"")]
    [InlineData("\"space\": \"R&D\"", "\"space\": \"{0}\"")]
    [InlineData("\"tags\": []", "\"tags\": [\"a\", \"{0}\"]")]
    [InlineData("\"customProperties\": {}", "\"customProperties\": {\"a\": [\"{0}\"]}")]
    [InlineData("\"customProperties\": {}", "\"customProperties\": {\"{0}\": [\"a\"]}")]
    public void Read_OfAHugeName_ReportsItInShort(string from, string to)
    {
        var text = Export();
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at > 0, from);
        var huge = to.Replace("{0}", new string('x', 10 * 1024 * 1024), StringComparison.Ordinal);

        var failure = Assert.Single(Read(text[..at] + huge + text[(at + from.Length)..]).Failures);

        Assert.Equal("QlikImportInvalid", failure.ErrorId);
        Assert.InRange(failure.Message.Length, 1, 500);
    }

    [Fact]
    public void Read_OfDeepAndLongValues_EndsInTime()
    {
        var deep = new string('[', 5000) + new string(']', 5000);
        Refused(Export().Replace("\"tags\": []", "\"tags\": " + deep, StringComparison.Ordinal));
        var value = new string('x', 10 * 1024 * 1024);
        var read = Read(Export().Replace("host=h", "host=" + value, StringComparison.Ordinal));
        Assert.Equal(2, read.Connections.Count);
        Assert.Contains(value, read.Connections[0].Statement!.WithoutSecrets, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAsterisks_IsAGap_UnlessTheFileSaysTheyAreText()
    {
        var text = Export().Replace("host=h", "host=***", StringComparison.Ordinal);

        Assert.Contains("", Read(text).Connections[1].Statement!.Gaps);
    }

    [Fact]
    public void Files_OfAFolder_AreTheExports_AndWhatClaimsToBeOne()
    {
        string Put(string name, string text)
        {
            var path = Path.Combine(_folder, name);
            File.WriteAllText(path, text);
            return path;
        }

        Put("package.json", "{\"name\": \"x\"}");
        Put("notes.txt", Export());
        var renamed = Put("renamed.json", Export());
        var cut = Put("cut_00112233445566778899.json", "");
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));

        Assert.Equal([cut, renamed], ExportSource.FilesOf(_folder));
        Assert.Equal("QlikImportUnreadable", Assert.Throws<QlikException>(() => ExportReader.Read(cut)).ErrorId);
        Assert.Equal(
            "QlikImportUnreadable",
            Assert.Throws<QlikException>(() => ExportSource.FilesOf(Path.Combine(_folder, "sub"))).ErrorId
        );
        Assert.Equal("QlikImportUnreadable", Assert.Throws<QlikException>(() => ExportSource.FilesOf(_folder + "x")).ErrorId);
    }

    [Fact]
    public void Statement_Edited_KeepsItsGaps()
    {
        var map = new ImportPropertyMap(new Dictionary<string, object?>
        {
            ["host"] = new Dictionary<string, object?> { ["h"] = "test" },
            ["Server"] = "none",
        });

        var edited = map.Apply(Read(Export()).Connections[0]).Statement!;

        Assert.Equal("CUSTOM CONNECT TO \"provider=x;host=test;password=***;\"", edited.Shown);
        Assert.Equal("password", Assert.Single(edited.Gaps));
        Assert.Equal("CUSTOM CONNECT TO \"provider=x;host=test;password=abc;\"", edited.Filled(["abc"]));
        Assert.True(edited.IsSame(StoredStatement.Of("CUSTOM CONNECT TO \"provider=x;host=test;password=other;\"", [])));
    }

    [Theory]
    [InlineData("ODBC CONNECT TO [a;DSN=x;DATABASE=prod]", "DATABASE", "ODBC CONNECT TO [a;DSN=x;DATABASE=new]")]
    [InlineData("OLEDB CONNECT TO \"Provider=S;Data Source = prod ;X=prod\"", "data source", "OLEDB CONNECT TO \"Provider=S;Data Source = new ;X=prod\"")]
    [InlineData("CUSTOM CONNECT TO \"provider=q;xhost=prod;host=prod\"", "host", "CUSTOM CONNECT TO \"provider=q;xhost=prod;host=new\"")]
    [InlineData("\\\\server\\share\\", "host", "\\\\server\\share\\")]
    public void PropertyMap_ChangesTheItemOfTheName(string before, string name, string after)
    {
        var map = new ImportPropertyMap(
            new Dictionary<string, object?> { [name] = new Dictionary<string, object?> { ["prod"] = "new" } }
        );

        Assert.Equal(after, map.Apply(Read(Export()).Connections[0] with { Statement = StoredStatement.Whole(before) }).Statement!.Text);
    }

    private static void Refused(string text)
    {
        var failure = Assert.Throws<QlikException>(() => Read(text));
        Assert.Equal("QlikImportUnreadable", failure.ErrorId);
        Assert.Contains("some.json", failure.Message, StringComparison.Ordinal);
    }

    private static ExportContent Read(string text) => ExportReader.Read(Encoding.UTF8.GetBytes(text), "some.json");

    private static string Export()
    {
        var session = new QlikSession("acme", QlikPlatform.Cloud, new Uri("https://acme.eu.qlikcloud.com/"), new MemoryStream());
        using var text = new MemoryStream();
        ExportFormat.Write(text, session, new[] { "one", "two" }.Select(n => ExportFormat.Record(Connection(n))));
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static QlikDataConnection Connection(string name) => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        SpaceId = "64f0c1d2aa01bc3344de5566",
        SpaceName = "R&D",
        OwnerId = "o1",
        OwnerName = "Ada",
        Type = "QvOdbc.exe",
        DataSourceId = "mssql",
        Architecture = QlikArchitecture.X64,
        ConnectionString = "CUSTOM CONNECT TO \"provider=x;host=h;password=secret;\"",
        CredentialId = Guid.NewGuid(),
    };
}

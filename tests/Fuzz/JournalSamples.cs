using System.Net;
using QlikConnections.Client;
using QlikConnections.Client.Journal;

namespace QlikConnections.Fuzz;

/// <summary>Changes of all members, as a journal has them.</summary>
internal static class JournalSamples
{
    private static readonly DataConnectionDefinition Definition = new()
    {
        Name = "Sales 3",
        DataSourceId = "rest",
        Properties = new Dictionary<string, object?> { ["url"] = "https://h", ["password"] = Secrets.Password },
        Tags = ["t"],
    };

    public static IEnumerable<(JournalKind Kind, Guid? Id, string Name, NamedId Space, IReadOnlyList<MemberChange> Members)> Changes(
        QlikDataConnection[] connections
    )
    {
        var space = new NamedId("s1", "Sales");
        yield return (JournalKind.Change, connections[0].Id, "Sales 0", space, ConnectionMember.Of(new ChangePlan(connections[0], All(), [])));
        yield return (JournalKind.Change, connections[1].Id, "Sales 1", space, ConnectionMember.Of(new ChangePlan(connections[1], All(), [])));
        yield return (JournalKind.Remove, connections[2].Id, "Sales 2", space, []);
        yield return (JournalKind.Create, null, "Sales 3", space, ConnectionMember.Of(Definition));
    }

    public static CreatedConnection Created(QlikDataConnection connection) => CreatedConnection.Of(connection, Definition);

    private static DataConnectionChange All() =>
        new()
        {
            Name = "Sales x",
            Space = new QlikSpace { Id = "s2", Name = "HR" },
            Owner = new QlikUser { Id = "u2", Name = "Bob" },
            Tags = ["a", "b"],
            ConnectionString = "CUSTOM CONNECT TO \"provider=x;url=https://i;\"",
            Type = "x",
            Architecture = QlikArchitecture.X64,
            LogOn = QlikLogOn.CurrentUser,
            CredentialId = Guid.Parse("22222222-2222-4222-8222-222222222222"),
            SeparateCredentials = true,
            CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["Department"] = ["IT"] },
            Properties = new Dictionary<string, object?>
            {
                ["host"] = "i",
                ["port"] = 1L,
                ["flags"] = new object[] { true, 1.5 },
                ["password"] = Secrets.Password,
            },
            Credential = new NetworkCredential("u", Secrets.Password),
        };
}

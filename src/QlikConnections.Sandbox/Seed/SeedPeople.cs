using QlikConnections.Sandbox.Tenancy;

namespace QlikConnections.Sandbox.Seed;

/// <summary>Users and spaces of the tenant acme. Ids come from the names, so they never change.</summary>
internal static class SeedPeople
{
    public const string Admin = "admin@acme.test";
    public const string Member = "bob@acme.test";
    public const string Bot = "QLIKBOT\\sandbox-client";

    public static readonly DateTimeOffset Founded = new(2023, 5, 2, 8, 0, 0, TimeSpan.Zero);

    public static void Fill(Tenant tenant)
    {
        FillUsers(tenant);
        FillSpaces(tenant);
    }

    public static string UserId(string subject) => StableId.Hex(24, "user", subject);

    public static string SpaceId(string name) => StableId.Hex(24, "space", name);

    private static void FillUsers(Tenant tenant)
    {
        void Add(string email, string name, string status = "active", params string[] roles) => tenant.Put(new User
        {
            Id = UserId(email),
            Subject = "acme\\" + email.Split('@')[0],
            Name = name,
            Email = email,
            Status = status,
            Roles = roles,
            Created = Founded,
        });
        Add(Admin, "Ada Admin", "active", User.TenantAdmin, "AnalyticsAdmin");
        Add("anna@acme.test", "Anna Berg", "active", "SharedSpaceCreator");
        Add(Member, "Bob Meyer", "active", "SharedSpaceCreator");
        Add("leaver@acme.test", "Lee Leaver", "disabled");
        // Two users with the same name: a name alone is not unique.
        Add("kim.larsen@acme.test", "Kim Larsen");
        Add("kim.larsen2@acme.test", "Kim Larsen");
        Add("jose@acme.test", "José Núñez", "active", "ManagedSpaceCreator");
        Add("mei@acme.test", "Mei Lin", "active", "DataAdmin");
        Add("invited@acme.test", "Ivo Invited", "invited");
        tenant.Put(new User
        {
            // The form of subjects of machine-to-machine bots; they have no mail address [cloud 9.2].
            Id = UserId(Bot),
            Subject = Bot,
            Name = "sandbox-client",
            Status = "active",
            Roles = [User.TenantAdmin],
            Created = Founded,
        });
    }

    private static void FillSpaces(Tenant tenant)
    {
        var day = 0;
        void Add(string name, string type, string owner, string description, params (string Email, string Role)[] members) =>
            tenant.Put(
                new Space
                {
                    Id = SpaceId(name),
                    Name = name,
                    Type = type,
                    OwnerId = UserId(owner),
                    Description = description,
                    Created = Founded.AddDays(day += 11),
                    Members = members.ToDictionary(member => UserId(member.Email), member => (IReadOnlyList<string>)[member.Role]),
                }
            );
        Add(
            "Finance",
            "shared",
            "anna@acme.test",
            "Ledger, planning, sales figures",
            (Member, "consumer"),
            ("kim.larsen@acme.test", "producer")
        );
        Add("Archive", "shared", Admin, "What nobody uses any more");
        Add("Sales", "managed", "jose@acme.test", "Published sales apps", ("anna@acme.test", "publisher"), (Member, "basicconsumer"));
        Add("Data Engineering", "data", "mei@acme.test", "Pipelines", ("anna@acme.test", "operator"));
        Add("HR", "shared", "kim.larsen@acme.test", "People data", (Member, "producer"));
        Add("Marketing Ö", "shared", "jose@acme.test", "Campaigns of the Örebro office", ("anna@acme.test", "codeveloper"));
        Add("Finance EMEA", "shared", "anna@acme.test", "Regional ledger");
        Add("R&D", "shared", "mei@acme.test", "Trials");
        Add("Landing Zone", "data", "mei@acme.test", "Raw files");
        Add("Board #1", "managed", Admin, "Board reporting");
        Add("Legacy 2019", "shared", "leaver@acme.test", "Kept from the first project");
        Add("Reporting", "managed", Admin, "Monthly reports", ("kim.larsen2@acme.test", "contributor"));
    }
}

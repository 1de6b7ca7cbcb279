namespace QlikConnections.Sandbox.Repository.Seed;

/// <summary>Users, tags and custom properties of the site. Ids come from names, so they never change.</summary>
internal static class SeedSite
{
    public const string ServiceApi = @"INTERNAL\sa_api";
    public const string ServiceRepository = @"INTERNAL\sa_repository";
    public const string Admin = @"ACME\admin";
    public const string Anna = @"ACME\anna";
    public const string Bob = @"ACME\bob-smith.jr";
    public const string Kim = @"ACME\kim larsen";
    public const string Zoe = @"ACME\zoë";
    public const string Leaver = @"ACME\leaver";

    /// <summary>The same id in another directory: an id alone is not unique.</summary>
    public const string OtherAnna = @"PARTNER\anna";

    private static readonly DateTimeOffset Founded = new(2021, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static void Fill(Site site)
    {
        FillUsers(site);
        FillTags(site);
        FillProperties(site);
    }

    public static SiteUser User(Site site, string account) => site.Users[site.IdOf("user", account)];

    public static SiteTag Tag(Site site, string name) => site.Tags[site.IdOf("tag", name)];

    public static SiteProperty Property(Site site, string name) => site.Properties[site.IdOf("property", name)];

    private static void FillUsers(Site site)
    {
        void Add(string account, string name, params string[] roles) => site.Put(Draft(site, account, name) with { Roles = roles });
        void AddService(string account) =>
            site.Put(Draft(site, account, AccountName.Parse(account).Id) with { Roles = [SiteUser.RootAdmin], DeleteProhibited = true });
        AddService(ServiceRepository);
        AddService(ServiceApi);
        Add(Admin, "Ada Admin", SiteUser.RootAdmin);
        Add(@"ACME\content", "Conny Content", SiteUser.ContentAdmin);
        Add(@"ACME\auditor", "Otto Auditor", SiteUser.AuditAdmin);
        Add(Anna, "Anna Berg");
        Add(Bob, "Bob Smith, Jr.");
        Add(Kim, "Kim Larsen");
        Add(Zoe, "Zoë Çelik");
        Add(OtherAnna, "Anna Partner");
        site.Put(Draft(site, Leaver, "Lee Leaver") with { Inactive = true, RemovedExternally = true });
        site.Put(Draft(site, @"ACME\blocked", "Blake Blocked") with { Blacklisted = true });
    }

    private static SiteUser Draft(Site site, string account, string name) => new()
    {
        Id = site.IdOf("user", account),
        Account = AccountName.Parse(account),
        Name = name,
        Created = Founded,
        Modified = Founded,
        ModifiedBy = ServiceRepository,
    };

    private static void FillTags(Site site)
    {
        var day = 0;
        foreach (var name in (string[])["prod", "stale", SiteAccess.SharedTag, "pii", "R&D", "Größe", "release:2026-10"])
        {
            var made = Founded.AddDays(++day);
            site.Put(new SiteTag { Id = site.IdOf("tag", name), Name = name, Created = made, Modified = made, ModifiedBy = Admin });
        }
    }

    private static void FillProperties(Site site)
    {
        var made = Founded.AddDays(20);
        void Add(string name, string objectTypes, params string[] values) => site.Put(new SiteProperty
        {
            Id = site.IdOf("property", name),
            Name = name,
            Created = made,
            Modified = made,
            ModifiedBy = Admin,
            ObjectTypes = objectTypes.Split(','),
            ChoiceValues = values,
        });
        Add("Department", "App,DataConnection,Stream", "Finance", "Sales", "HR", "IT", "R&D");
        Add("Environment", "DataConnection", "Prod", "Test", "Dev");
        // A value with an equals sign: texts of the form name=value must be split at the first one only.
        Add("Retention", "DataConnection,App", "days=30", "days=365", "for ever");
        Add("StreamLevel", "Stream", "1", "2", "3");
    }
}

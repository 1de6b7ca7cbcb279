using System.Globalization;

namespace QlikConnections.Fuzz;

/// <summary>All that is tried.</summary>
internal static class Catalogue
{
    /// <summary>The size of an ordinary run, which the page is about.</summary>
    public const int UsualSize = 20_000;

    /// <summary>
    /// What is kept may grow by this from the middle of a run of the usual size to its end. It is some ten kB for each session, which the
    /// HTTP factory keeps for two minutes after it ended; one body that an input leaves behind is more.
    /// </summary>
    public const int MostGrowthMB = 16;

    /// <summary>How many responses are tried for each platform; the rest grows with it.</summary>
    public static readonly int Size = Number("QLIKCONNECTIONS_FUZZ", UsualSize);

    /// <summary>Where the random numbers begin; another number gives other inputs.</summary>
    public static readonly int Seed = Number("QLIKCONNECTIONS_FUZZ_SEED", 1);

    /// <summary>Everything, with its share of the size in percent.</summary>
    public static IReadOnlyList<FuzzPart> All { get; } =
    [
        new("responses of Qlik Cloud", 60, new ResponseRun(CloudPlatform.Create())),
        new("responses of Qlik Cloud, OAuth sign-in", 20, new ResponseRun(CloudPlatform.Create(withOAuth: true))),
        new("responses of Qlik Cloud, sign-in in the browser", 20, new ResponseRun(CloudPlatform.Create(withBrowser: true))),
        new("responses of Qlik Cloud, legacy dialect", 20, new ResponseRun(CloudPlatform.Create(QlikDialect.Legacy))),
        new("responses of a client-managed site", 70, new ResponseRun(SitePlatform.Create())),
        new("responses of a client-managed site, Windows sign-in", 30, new ResponseRun(SitePlatform.Create(withWindows: true))),
        new("responses of Qlik Cloud over a socket", 5, new ResponseRun(CloudPlatform.Create(), isOverSocket: true)),
        new("responses of a client-managed site over a socket", 5, new ResponseRun(SitePlatform.Create(), isOverSocket: true)),
        new("messages of the engine of a client-managed site", 40, new EngineRun()),
        new("recovery files", 20, HostileFiles.Recovery()),
        new("journals", 20, HostileFiles.Journals()),
        new("exports", 20, HostileFiles.Exports()),
        new("files of -ResumePath", 20, HostileFiles.Resume()),
        new("state files of a Qlik Cloud sandbox", 5, HostileFiles.CloudState()),
        new("state files of a client-managed sandbox", 5, HostileFiles.SiteState()),
        new("client certificates (.pfx)", 5, HostileFiles.Pfx()),
        new("client certificates (.pem)", 5, HostileFiles.Pem()),
        new("root certificates", 5, HostileFiles.Root()),
        new("CSV rows through the commands", 5, new RowRun(Page.Metadata("Module"))),
    ];

    /// <summary>The same for a run of this size, in bytes.</summary>
    public static long MostGrowth => MostGrowthMB * 1024L * 1024 * Math.Max(1, Size / UsualSize);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}

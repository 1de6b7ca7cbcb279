using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PuppeteerSharp;
using PuppeteerSharp.Media;
using QlikConnections.Client.Reports;

namespace QlikConnections.Reports;

/// <summary>The page of a report as a reader has it: a file in a browser.</summary>
public sealed class ReportPageTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private static readonly QlikSession Session = new("acme", QlikPlatform.Cloud, new Uri("https://acme.eu.qlikcloud.com/"), new MemoryStream());

    private readonly string _folder = Directory.CreateTempSubdirectory("report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Page_CountsWhatItShows()
    {
        await using var page = await OpenAsync(Everything());

        Assert.Equal(
            ["4 Connections", "1 Connections whose owner has left", "2 Apps that use connections", "1 Connections that no app uses",
                "1 Credentials that no connection uses", "2 Policy findings"],
            await TextsAsync(page, ".figures li"));
        Assert.Equal(["4 rows", "1 row", "2 rows", "1 row", "1 row", "2 rows"], await TextsAsync(page, "output"));
        Assert.Equal(["Finance 2", "(none) 1", "Sales 1"], Chart(await page.EvaluateExpressionAsync<string>(
            "document.querySelector('#connections svg').getAttribute('aria-label')")));
    }

    [Fact]
    public async Task Section_WithoutRows_SaysSo()
    {
        var report = new ConnectionReport();
        report.Include(ReportSubject.Credential);
        report.Note("'acme' refused <b>to list</b> apps.");
        await using var page = await OpenAsync(report);

        Assert.Equal(["0 Credentials that no connection uses"], await TextsAsync(page, ".figures li"));
        Assert.Equal(["None."], await TextsAsync(page, "#credentials p.quiet"));
        Assert.Equal(["'acme' refused <b>to list</b> apps."], await TextsAsync(page, "#notes li"));
    }

    [Theory]
    [InlineData("Name", "Bank|crm 2|CRM 10|Ledger", "Ledger|CRM 10|crm 2|Bank")]
    [InlineData("Modified", "CRM 10|Ledger|Bank|crm 2", "Bank|Ledger|CRM 10|crm 2")]
    [InlineData("Space", "Ledger|Bank|CRM 10|crm 2", "CRM 10|Ledger|Bank|crm 2")]
    public async Task Heading_Sorts_AndKeepsEmptyCellsLast(string heading, string ascending, string descending)
    {
        await using var page = await OpenAsync(Everything());

        Assert.Equal("ascending", await SortAsync(page, heading));
        Assert.Equal(ascending.Split('|'), await ColumnAsync(page, "connections", 1));
        Assert.Equal("descending", await SortAsync(page, heading));
        Assert.Equal(descending.Split('|'), await ColumnAsync(page, "connections", 1));
    }

    [Fact]
    public async Task Numbers_AreSortedByValue()
    {
        await using var page = await OpenAsync(Everything());

        await page.EvaluateExpressionAsync("[...document.querySelectorAll('#usage th button')].find(b => b.textContent === 'Reloads').click()");

        Assert.Equal(["9", "10"], await ColumnAsync(page, "usage", 9));
    }

    [Fact]
    public async Task Filter_ShowsRowsWithAllWords()
    {
        await using var page = await OpenAsync(Everything());
        await page.TypeAsync("#filter-0", "finance BERG");

        Assert.Equal(["Bank"], await ColumnAsync(page, "connections", 1));
        Assert.Equal("1 of 4 rows", (await TextsAsync(page, "#connections output")).Single());

        await page.EvaluateExpressionAsync("document.querySelector('#filter-0').value = ''");
        await page.TypeAsync("#filter-0", " ");
        Assert.Equal(4, (await ColumnAsync(page, "connections", 1)).Length);
    }

    [Fact]
    public async Task Page_RequestsNothing_AndForbidsItself()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        var requests = new List<string>();
        await using var page = await OpenAsync(Everything(), requests);
        Assert.Equal(["file"], requests.Select(r => new Uri(r).Scheme).Where(s => s != "data"));

        var refused = await page.EvaluateFunctionAsync<bool>(
            """
            async url => {
              const image = new Image();
              const broken = new Promise(done => { image.onerror = () => done(true); image.onload = () => done(false); });
              image.src = url;
              const script = document.createElement('script');
              script.textContent = 'window.hacked = true';
              document.body.append(script);
              let fetched = true;
              try { await fetch(url); } catch { fetched = false; }
              return await broken && !fetched && window.hacked === undefined;
            }
            """,
            url);

        Assert.True(refused);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("<script>window.hacked = true</script>")]
    [InlineData("\"><img src=x onerror=window.hacked=true>")]
    [InlineData("' onmouseover='window.hacked=true")]
    [InlineData("</td></tr></table></main><h1>x</h1>")]
    [InlineData("</title><script>window.hacked = true</script>")]
    [InlineData("&lt;b&gt; &amp;lt; &#60;script&#62;")]
    [InlineData("<!-- --><![CDATA[ x ]]> -->")]
    [InlineData("{{constructor.constructor('window.hacked=true')()}}")]
    [InlineData("javascript:window.hacked=true")]
    [InlineData("   two   spaces   ")]
    [InlineData("日本語 عربى \U0001F600")]
    public async Task HostileName_IsOnlyText(string name)
    {
        var report = new ConnectionReport { Title = name };
        report.Add(Connection(name, name, name), name);
        report.Add(ReportSubject.Finding, _ => name);
        report.Note(name);
        await using var page = await OpenAsync(report);
        await page.EvaluateExpressionAsync(
            "document.querySelectorAll('*').forEach(e => ['mouseover', 'click', 'focus'].forEach(k => e.dispatchEvent(new Event(k))))");

        Assert.True(await page.EvaluateExpressionAsync<bool>("window.hacked === undefined"));
        Assert.Equal(1, await page.EvaluateExpressionAsync<int>("document.scripts.length"));
        Assert.Equal(0, await page.EvaluateExpressionAsync<int>("document.querySelectorAll('img, iframe, b:not(.figures b)').length"));
        Assert.Equal(name, await page.EvaluateExpressionAsync<string>("document.querySelector('h1').textContent"));
        Assert.Equal(name, await page.EvaluateExpressionAsync<string>("document.querySelector('#connections td').textContent"));
        Assert.Equal(name, await page.EvaluateExpressionAsync<string>("document.querySelector('#policy td').textContent"));
        Assert.Equal(name, await page.EvaluateExpressionAsync<string>("document.querySelector('#notes li').textContent"));
    }

    [Theory]
    [InlineData("gnp\u202Etxt.exe", @"gnp\u202Etxt.exe")]
    [InlineData("a\u0000b\u001B[2Jc", @"a\u0000b\u001B[2Jc")]
    public async Task CharactersThatChangeTheText_AreShownEscaped(string name, string shown)
    {
        var report = new ConnectionReport { Title = name };
        report.Add(Connection(name, "Sales", "Anna"), "active");
        await using var page = await OpenAsync(report);

        Assert.Equal(shown, await page.EvaluateExpressionAsync<string>("document.querySelector('#connections td').textContent"));
        Assert.Equal(shown, await page.EvaluateExpressionAsync<string>("document.title"));
    }

    [Fact]
    public Task HalfACharacter_IsShownEscaped() => CharactersThatChangeTheText_AreShownEscaped("half " + (char)0xD83D, @"half \uD83D");

    [Fact]
    public async Task Keyboard_ReachesTheContentAndSorts()
    {
        await using var page = await OpenAsync(Everything());

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("#main", await page.EvaluateExpressionAsync<string>("document.activeElement.getAttribute('href')"));
        await page.FocusAsync("#connections th button");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("ascending", await page.EvaluateExpressionAsync<string>("document.querySelector('#connections th').ariaSort"));
        await page.Keyboard.PressAsync("Space");
        Assert.Equal("descending", await page.EvaluateExpressionAsync<string>("document.querySelector('#connections th').ariaSort"));
    }

    [Fact]
    public async Task EverythingHasANameForScreenReaders()
    {
        await using var page = await OpenAsync(Everything());

        var unnamed = await page.EvaluateExpressionAsync<string[]>(
            """
            (() => {
              const nameOf = e => e.getAttribute('aria-label')
                ?? (e.getAttribute('aria-labelledby') && document.getElementById(e.getAttribute('aria-labelledby'))?.textContent)
                ?? (e.labels && e.labels[0]?.textContent) ?? e.textContent;
              return [...document.querySelectorAll('table, svg, input, section, nav, button, a, [role=region]')]
                .filter(e => !nameOf(e)?.trim()).map(e => e.outerHTML.slice(0, 80));
            })()
            """);

        Assert.Empty(unnamed);
        Assert.Equal("en", await page.EvaluateExpressionAsync<string>("document.documentElement.lang"));
        Assert.Equal(
            ["H1", "H2", "H2", "H2", "H2", "H2", "H2"],
            await page.EvaluateExpressionAsync<string[]>("[...document.querySelectorAll('h1, h2, h3')].map(h => h.tagName)"));
        Assert.True(await page.EvaluateExpressionAsync<bool>("[...document.querySelectorAll('th')].every(h => h.scope === 'col')"));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Colours_CanBeRead(string scheme)
    {
        await using var page = await OpenAsync(Everything());
        await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);

        // Contrast as WCAG 2.2 defines it: at least 4.5 for text.
        var contrasts = await page.EvaluateExpressionAsync<JsonElement>(
            """
            (() => {
              const light = text => {
                const [r, g, b] = text.match(/[\d.]+/g).map(Number).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                return .2126 * r + .7152 * g + .0722 * b;
              };
              const back = light(getComputedStyle(document.body).backgroundColor);
              const against = colour => { const l = light(colour); return (Math.max(l, back) + .05) / (Math.min(l, back) + .05); };
              const of = (selector, property = 'color') => against(getComputedStyle(document.querySelector(selector))[property]);
              return { back, values: [of('td'), of('.quiet'), of('a'), of('svg text', 'fill'), of('th')] };
            })()
            """);

        Assert.All(contrasts.GetProperty("values").EnumerateArray(), c => Assert.True(c.GetDouble() >= 4.5, contrasts.ToString()));
        Assert.Equal(scheme == "light", contrasts.GetProperty("back").GetDouble() > 0.5);
    }

    [Fact]
    public async Task Print_LeavesOutWhatOnlyAScreenCanUse()
    {
        await using var page = await OpenAsync(Everything());
        Assert.True(await page.EvaluateExpressionAsync<bool>("document.querySelector('.tools').offsetHeight > 0"));

        await page.EmulateMediaTypeAsync(MediaType.Print);

        Assert.True(await page.EvaluateExpressionAsync<bool>("[...document.querySelectorAll('.tools')].every(t => t.offsetHeight === 0)"));
        var paper = await page.PdfDataAsync();
        Assert.True(paper.Length > 1000);
    }

    [Fact]
    public async Task WithoutScripts_ThePageIsComplete()
    {
        await using var page = await chromium.Browser.NewPageAsync();
        await page.SetJavaScriptEnabledAsync(false);
        await page.GoToAsync(Write(Everything()));
        var text = await page.GetContentAsync();

        Assert.Contains("<td>Ledger</td>", text);
        Assert.DoesNotContain("class=\"tools\"", text);
    }

    [Fact]
    public async Task ManyRows_CanBeSortedAndFiltered()
    {
        var report = new ConnectionReport();
        foreach (var i in Enumerable.Range(1, 10_000))
        {
            report.Add(Connection($"connection {i}", $"space {i % 300}", $"owner {i % 70}"), "active");
        }

        await using var page = await OpenAsync(report);
        await SortAsync(page, "Name");
        await page.TypeAsync("#filter-0", "9999");

        Assert.Equal(["connection 9999"], await ColumnAsync(page, "connections", 1));
        Assert.Contains("(291 others)", await page.EvaluateExpressionAsync<string>("document.querySelector('svg').getAttribute('aria-label')"));
    }

    private static ConnectionReport Everything()
    {
        var report = new ConnectionReport { Time = new DateTimeOffset(2026, 11, 26, 8, 0, 0, TimeSpan.FromHours(1)) };
        report.Add(Connection("Ledger", "Finance", "Lee Leaver", "2026-02-01"), "disabled");
        report.Add(Connection("CRM 10", "Sales", "Kim Larsen", "2025-03-01"), "active");
        report.Add(Connection("crm 2", null, "Kim Larsen", null), null);
        report.Add(Connection("Bank", "Finance", "Anna Berg", "2026-02-02"), "active");
        Use(report, "Ledger", QlikUsageCategory.Used, 10);
        Use(report, "Bank", QlikUsageCategory.NotSince, 9);
        Use(report, "CRM 10", QlikUsageCategory.Never, 0);
        report.Add(ReportSubject.Credential, name => name == "Name" ? "old login" : null);
        report.Add(ReportSubject.Finding, name => name == "Rule" ? "AllowedHost" : "x");
        report.Add(ReportSubject.Finding, name => name == "Rule" ? "RequiredTag" : "y");
        return report;
    }

    private static void Use(ConnectionReport report, string connection, QlikUsageCategory category, int reloads) =>
        report.Add(ReportSubject.Usage, name => name switch
        {
            "Connection" => connection,
            "Category" => category,
            "Reloads" => reloads,
            _ => null,
        });

    private static QlikDataConnection Connection(string name, string? space, string owner, string? modified = "2026-01-01") => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        SpaceName = space,
        OwnerName = owner,
        Modified = modified is null ? null : DateTimeOffset.Parse(modified, CultureInfo.InvariantCulture),
        Session = Session,
    };

    private static string[] Chart(string label) => label.Substring(label.IndexOf(": ", StringComparison.Ordinal) + 2).Split(", ");

    private string Write(ConnectionReport report)
    {
        var path = Path.Combine(_folder, "report.html");
        new ReportFile(path, force: false).Write(report);
        return new Uri(path).AbsoluteUri;
    }

    private async Task<IPage> OpenAsync(ConnectionReport report, List<string>? requests = null)
    {
        var page = await chromium.Browser.NewPageAsync();
        page.Request += (_, arrived) => requests?.Add(arrived.Request.Url);
        await page.GoToAsync(Write(report));
        return page;
    }

    private static async Task<string> SortAsync(IPage page, string heading) => await page.EvaluateFunctionAsync<string>(
        """
        heading => {
          const head = [...document.querySelectorAll('#connections th')].find(h => h.textContent === heading);
          head.querySelector('button').click();
          return head.getAttribute('aria-sort');
        }
        """,
        heading);

    private static async Task<string[]> ColumnAsync(IPage page, string section, int column) => await page.EvaluateFunctionAsync<string[]>(
        "(section, column) => [...document.querySelectorAll(`#${section} tbody tr`)].filter(r => !r.hidden).map(r => r.cells[column - 1].textContent)",
        section,
        column);

    private static async Task<string[]> TextsAsync(IPage page, string selector) => await page.EvaluateFunctionAsync<string[]>(
        "selector => [...document.querySelectorAll(selector)].map(e => e.textContent.trim())",
        selector);
}

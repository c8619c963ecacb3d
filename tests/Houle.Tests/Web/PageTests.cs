using System.Diagnostics;
using Houle.Tests.Support;

namespace Houle.Tests.Web;

/// <summary>The page in a real browser, headless.</summary>
public class PageTests(WebFixture web)
{
    private const string Browser = "/usr/bin/chromium";

    [Fact]
    public async Task Page_allows_nothing_but_its_own_script()
    {
        using HttpResponseMessage page = await web.Http.GetAsync("/", TestContext.Current.CancellationToken);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe-inline");
    }

    [Fact]
    public async Task Page_shows_the_alert_its_curve_and_how_we_know()
    {
        Assert.SkipUnless(File.Exists(Browser), $"{Browser} is absent: apt-get install chromium");
        string dom = await Load(web.Http.BaseAddress!);
        dom.ShouldContain("The sound “Boulets en boucle” &lt;b&gt;rises&lt;/b&gt; in Liège."); // as text: markup in data stays data
        dom.ShouldContain("class=\"seen\"");
        dom.ShouldContain("class=\"expected\"");
        dom.ShouldContain("95% sure that this is 13 to 26 times the usual");
        dom.ShouldContain("p = 1.0 × 10⁻¹⁹");
        dom.ShouldContain("<strong>liege-carre: transfer from liege-angleur.</strong> It has run out.");
        dom.ShouldContain("Stock of the stores concerned lasts 4.2 days at 32 units a day.");
        dom.ShouldContain("runs out before the swell ends or its delivery comes: 83%.");
        dom.ShouldContain("620 people came in within the hour, usually 410.");
        dom.ShouldContain("How it went");
        dom.ShouldContain("100 records read, 0 lost.");
        dom.ShouldContain("class=\"city alert here\"");
        dom.ShouldContain("Simulated.");
    }

    [Fact]
    public async Task Page_says_so_where_there_is_no_curve_and_no_alert()
    {
        Assert.SkipUnless(File.Exists(Browser), $"{Browser} is absent: apt-get install chromium");
        string quiet = await Load(new Uri(web.Http.BaseAddress!, "/?run=quiet&language=fr&alert=without-rows"));
        quiet.ShouldContain("There is no curve: none of these hours has as many people as may be shown.");
        quiet.ShouldContain("<p class=\"lead\">Le son monte.</p>");
        quiet.ShouldContain("How it went");
        string silent = await Load(new Uri(web.Http.BaseAddress!, "/?run=silent"));
        silent.ShouldContain("No alert yet.");
        silent.ShouldContain("No city yet.");
        foreach (string dom in (string[])[quiet, silent]) dom.ShouldContain("<p id=\"fault\" role=\"alert\" hidden=\"\">");
    }

    /// <summary>The document as it stands once the page has asked and drawn.</summary>
    private static async Task<string> Load(Uri address)
    {
        using var folder = new TemporaryFolder();
        using var browser = Process.Start(new ProcessStartInfo(
            Browser,
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={folder.Path}", "--virtual-time-budget=4000", "--dump-dom", address.ToString()])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Task<string> errors = browser.StandardError.ReadToEndAsync(bound.Token);
        string dom = await browser.StandardOutput.ReadToEndAsync(bound.Token);
        await browser.WaitForExitAsync(bound.Token);
        browser.ExitCode.ShouldBe(0, await errors);
        return dom;
    }
}

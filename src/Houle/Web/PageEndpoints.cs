using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Houle.Web;

/// <summary>The page: one file, whose script and style alone the browser may run.</summary>
internal static partial class PageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        string html = Assets.Text("Page.index.html");
        byte[] page = Encoding.UTF8.GetBytes(html);
        string policy = $"default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + $"script-src {HashOf(Script().Match(html).Groups["text"].Value)}; style-src {HashOf(Style().Match(html).Groups["text"].Value)}";
        routes.MapGet("/", context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.ContentLength = page.Length;
            context.Response.Headers.ContentSecurityPolicy = policy;
            return context.Response.Body.WriteAsync(page, context.RequestAborted).AsTask();
        });
    }

    private static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    [GeneratedRegex("<script>(?<text>.*)</script>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Script();

    [GeneratedRegex("<style>(?<text>.*)</style>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Style();
}

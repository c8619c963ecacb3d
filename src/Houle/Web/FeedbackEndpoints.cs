using System.Text;
using Houle.Sinks.Alerts.Feedback;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Houle.Web;

/// <summary>The form behind the signed links of alerts: its token is all the right it needs.</summary>
internal static class FeedbackEndpoints
{
    private const string Path = "/alerts/feedback";

    public static void Map(IEndpointRouteBuilder routes, FeedbackDesk desk)
    {
        routes.MapGet(Path, context => Write(context, desk.Show(context.Request.Query["t"])));
        routes.MapPost(Path, async context =>
        {
            if (!context.Request.HasFormContentType)
            {
                await Json.Refuse(context, 415, "send the form of the page: t, note");
                return;
            }

            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            await Write(context, desk.Record(form["t"], form["note"]));
        });
    }

    private static Task Write(HttpContext context, FeedbackAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(answer.Html, Encoding.UTF8, context.RequestAborted);
    }
}

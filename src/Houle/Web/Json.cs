using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Houle.Web;

/// <summary>Answers in JSON.</summary>
internal static class Json
{
    public static Task Refuse(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return Write(context, Encoding.UTF8.GetBytes(new JsonObject { ["error"] = message }.ToJsonString()));
    }

    public static Task Write(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}

using System.Text;
using Microsoft.AspNetCore.Http;

namespace MediaRecorder.Server.Tests.Fakes;

/// <summary>HTTP requests without a server.</summary>
internal static class Contexts
{
    public static DefaultHttpContext Create()
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = new MemoryStream();
        return context;
    }

    public static string BodyOf(HttpContext context) =>
        Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
}

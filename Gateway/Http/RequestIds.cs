using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Http;

/// <summary>Gives each request an id: its own <c>X-Request-Id</c> where that is a plain word, or else a new one. The answer carries it.</summary>
internal sealed class RequestIds(RequestDelegate next)
{
    private const string Header = "X-Request-Id";
    private const int Longest = 128;

    public Task InvokeAsync(HttpContext context)
    {
        string given = context.Request.Headers[Header].ToString();
        context.TraceIdentifier = IsPlain(given) ? given : Guid.NewGuid().ToString("N");
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    }

    private static bool IsPlain(string id) => id.Length is > 0 and <= Longest && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or ':');
}

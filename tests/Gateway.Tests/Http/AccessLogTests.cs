using System.Diagnostics;
using Inference.Gateway.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Inference.Gateway.Tests.Http;

public sealed class AccessLogTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    [Fact]
    public async Task Line_OfATracedRequest_EndsWithItsTrace()
    {
        using Activity span = new Activity("request").SetParentId(Parent).Start();

        Assert.EndsWith(" ms trace 0af7651916cd43dd8448eb211c80319c", await LineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_OfAnIdThatLeadsNowhere_IsWithoutIt()
    {
        using Activity span = new Activity("request").Start();

        string line = await LineAsync();

        Assert.StartsWith("id-1 unknown address 200 ", line, StringComparison.Ordinal);
        Assert.EndsWith(" ms", line, StringComparison.Ordinal);
    }

    private static async Task<string> LineAsync()
    {
        LastLine line = new();
        await new AccessLog(_ => Task.CompletedTask, line).InvokeAsync(new DefaultHttpContext { TraceIdentifier = "id-1" });
        return line.Text;
    }

    private sealed class LastLine : ILogger<AccessLog>
    {
        public string Text { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Text = formatter(state, exception);
    }
}

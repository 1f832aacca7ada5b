using Inference.Assistant;
using Inference.Hosting;
using Inference.Hosting.Composition;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A question to a model that runs in this process:
//   dotnet run --project samples/Assistant -c Release -- --question "What is this?"
// --engine:model names another model than the small one of the repository; --call true makes it use a tool.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddInferenceEngine(options =>
{
    options.Model = EmbeddedModel.Find(AppContext.BaseDirectory) ?? "";
    builder.Configuration.GetSection("engine").Bind(options);
});

using IHost host = builder.Build();
await host.StartAsync();

IChatClient chat = host.Services.GetRequiredService<IChatClient>();
ChatOptions options = new()
{
    Temperature = 0,
    MaxOutputTokens = 256,
    Tools = [AIFunctionFactory.Create(Thermometer.Read, "read_thermometer")],
    ToolMode = builder.Configuration.GetValue<bool>("call") ? ChatToolMode.RequireAny : ChatToolMode.Auto,
    AllowMultipleToolCalls = false,
};
List<ChatMessage> conversation = [new(ChatRole.User, builder.Configuration["question"] ?? "What is this?")];
await foreach (ChatResponseUpdate update in ToolLoop.AnswerAsync(chat, conversation, options))
{
    foreach (FunctionCallContent call in update.Contents.OfType<FunctionCallContent>()) Console.WriteLine($"[{call.Name} {string.Join(", ", call.Arguments ?? new Dictionary<string, object?>())}]");
    Console.Write(update.Text);
}

Console.WriteLine();
await host.StopAsync();

using System.CommandLine;
using Inference.Hosting.Composition;
using Inference.Server.Serving;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>serve</c>: a model behind OpenAI's HTTP API.</summary>
internal static class ServeCommand
{
    /// <summary>Room for several clients, whatever the length of their conversations.</summary>
    private const int ContextsInCache = 16;

    public static Command Create()
    {
        Argument<string?> model = new("MODEL")
        {
            Description = "A model directory (config.json, safetensors, tokenizer.json) or a .gguf file. Default: the small one that comes with this program.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        ServeArguments arguments = new();
        EngineArguments engine = new();
        Command command = new("serve", "Serve a model by OpenAI's HTTP API, until Ctrl-C or SIGTERM.") { model };
        arguments.AddTo(command);
        engine.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetValue(model) ?? EmbeddedModel.Find(AppContext.BaseDirectory)
                ?? throw new CommandException("no model comes with this program: name a model directory or a .gguf file");
            ServeOptions options = arguments.Read(parsed, parsed.GetValue(model) ?? Path.GetFileName(path));
            LocalModelOptions local = engine.Read(parsed, path, ContextsInCache);
            local.Engine.ModelName = options.Model.Names[0];
            local.Engine.MaxLogprobs = options.Gateway.MaxLogprobs;
            local.Engine.MaxQueuedRequests = options.MaxQueuedRequests ?? local.Engine.MaxQueuedRequests;
            local.Engine.MaxQueuedTokens = options.MaxQueuedTokens;
            EngineArguments.Check(local.Engine);
            await LocalServer.RunAsync(local, options, cancellation);
            return ExitCode.Done;
        });
        return command;
    }
}

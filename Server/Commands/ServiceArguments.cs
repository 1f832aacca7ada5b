using System.CommandLine;
using Inference.Hosting.Composition;
using Inference.Server.Serving;

namespace Inference.Server.Commands;

/// <summary>What every command takes that serves a model: which one, how it is run, and how it is served.</summary>
internal sealed class ServiceArguments
{
    /// <summary>Room for several clients, whatever the length of their conversations.</summary>
    private const int ContextsInCache = 16;

    private readonly ModelChoice _model = new();
    private readonly ServeArguments _serving = new();
    private readonly EngineArguments _engine = new();

    public void AddTo(ConfiguredCommand command)
    {
        _model.AddTo(command);
        _serving.AddTo(command);
        _engine.AddTo(command);
    }

    public (LocalModelOptions Model, ServeOptions Serving) Read(ParseResult parsed)
    {
        (string path, string name) = _model.Read(parsed);
        ServeOptions serving = _serving.Read(parsed, name);
        LocalModelOptions model = _engine.Read(parsed, path, ContextsInCache);
        model.Engine.ModelName = serving.Model.Names[0];
        model.Engine.MaxLogprobs = serving.Gateway.MaxLogprobs;
        model.Engine.MaxQueuedRequests = serving.MaxQueuedRequests ?? model.Engine.MaxQueuedRequests;
        model.Engine.MaxQueuedTokens = serving.MaxQueuedTokens;
        EngineArguments.Check(model.Engine);
        return (model, serving);
    }
}

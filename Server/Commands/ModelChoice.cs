using System.CommandLine;
using Inference.Hosting.Composition;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>Which model a service has: <c>MODEL</c>, or the same by vLLM's <c>--model</c>, or the one that comes with the program.</summary>
internal sealed class ModelChoice
{
    private readonly Argument<string?> _model = new("MODEL")
    {
        Description = "A model directory (config.json, safetensors, tokenizer.json) or a .gguf file. Default: the small one that comes with this program.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _option = new("--model") { HelpName = "MODEL", Description = "The same as MODEL. As environment variable: MODEL_PATH or MODEL_NAME." };

    public void AddTo(ConfiguredCommand command)
    {
        _model.Validators.Add(ArgumentKinds.NotEmpty);
        command.Arguments.Add(_model);
        command.Options.Add(_option);
        command.ReadFrom(_option, "MODEL_PATH", "MODEL_NAME", "MODEL");
        command.AreAlternatives(_model, _option);
    }

    /// <returns>Its path, and what it is called unless it is given other names.</returns>
    /// <exception cref="UsageException">Two are named.</exception>
    /// <exception cref="CommandException">None is named, and none comes with the program.</exception>
    public (string Path, string Name) Read(ParseResult parsed)
    {
        (string? model, string? option) = (parsed.GetValue(_model), parsed.GetValue(_option));
        if (model is not null && option is not null && model != option) throw new UsageException($"MODEL is '{model}' and --model is '{option}'; name one");
        if (string.IsNullOrWhiteSpace(option) && option is not null) throw new UsageException($"{_option.Name} is empty");
        if ((model ?? option) is { } path) return (path, path);
        string embedded = EmbeddedModel.Find(AppContext.BaseDirectory)
            ?? throw new CommandException("no model comes with this program: name a model directory or a .gguf file");
        return (embedded, Path.GetFileName(embedded));
    }
}

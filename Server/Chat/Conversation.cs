using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tokenization;
using Inference.Hosting.Composition;
using Inference.Server.Generation;
using Inference.Server.Terminal;

namespace Inference.Server.Chat;

/// <summary>What was said so far, and the model that answers.</summary>
internal sealed class Conversation
{
    private readonly LocalModel _model;
    private readonly SamplingParams _sampling;
    private readonly IReadOnlyList<string> _stopStrings;
    private readonly string? _system;
    private readonly Tokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly List<(string Role, string Content)> _messages = [];

    public Conversation(LocalModel model, SamplingParams sampling, IReadOnlyList<string> stopStrings, string? system)
    {
        _model = model;
        _sampling = sampling with { N = 1, BeamWidth = 0, Logprobs = null, PromptLogprobs = null };
        _stopStrings = stopStrings;
        _system = system;
        _tokenizer = model.Tokenizer ?? throw new CommandException($"the model has no tokenizer to chat with ({model.WhyNoTokenizer})");
        _template = model.Templates.Choose(hasTools: false)
            ?? throw new CommandException("the model has no chat template; it goes on with texts: use generate --prompt");
    }

    public void Reset() => _messages.Clear();

    /// <summary>Says something and streams the answer. What was answered until a cancellation stays in the conversation.</summary>
    public async Task SayAsync(string text, TextWriter output, CancellationToken cancellation)
    {
        _messages.Add(("user", text));
        StringBuilder answer = new();
        try
        {
            GenerateRequest request = new() { Id = "chat", Prompt = Encode(), Sampling = _sampling };
            await foreach (TextPiece piece in new GenerationRun(_model, request, _stopStrings).RunAsync(cancellation))
            {
                answer.Append(piece.Text);
                await output.WriteAsync(piece.Text);
                await output.FlushAsync(cancellation);
            }
        }
        catch (Exception error) when (error is TemplateException or InferenceException)
        {
            _messages.RemoveAt(_messages.Count - 1);
            throw;
        }
        finally
        {
            if (answer.Length > 0) _messages.Add(("assistant", answer.ToString()));
        }
    }

    private int[] Encode()
    {
        IEnumerable<(string Role, string Content)> messages = _system is null ? _messages : _messages.Prepend(("system", _system));
        JsonObject variables = new()
        {
            ["messages"] = new JsonArray([.. messages.Select(message => new JsonObject { ["role"] = message.Role, ["content"] = message.Content })]),
            ["add_generation_prompt"] = true,
            ["bos_token"] = TextOf(_tokenizer.BosTokenId),
            ["eos_token"] = TextOf(_tokenizer.EosTokenId),
        };
        using JsonDocument document = JsonDocument.Parse(variables.ToJsonString());
        return _tokenizer.Encode(_template.Render(document.RootElement, DateTimeOffset.Now), parseSpecialTokens: true);
    }

    private string TextOf(int? token) => token is { } id ? _tokenizer.IdToToken(id) ?? "" : "";
}

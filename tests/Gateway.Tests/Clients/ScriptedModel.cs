using System.Runtime.CompilerServices;
using Inference.Contracts;
using Inference.Gateway.Clients;
using Inference.Gateway.Health;
using Inference.Gateway.Models;
using Inference.ModelFiles;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tokenization;
using Inference.Support;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Tests.Clients;

/// <summary>A model that says what it is told to, a token a chunk, and keeps what it was asked.</summary>
internal sealed class ScriptedModel : ITokenService
{
    /// <summary>A tool that it may call.</summary>
    public static readonly AIFunction Weather = AIFunctionFactory.Create((string city, bool inCelsius) => $"{city}: 20", "weather", "Tells the weather.");

    private readonly string _answer;

    public ScriptedModel(string answer, string? toolParser = null, string? reasoningParser = null, string? template = null)
    {
        _answer = answer;
        using TemporaryFolder folder = new();
        using ModelPackage package = ModelPackage.Open(TinyChatModel.Write(folder));
        Tokenizer = package.ReadTokenizer();
        Model = new ServedModel
        {
            Names = ["scripted", "other-name"],
            Root = "",
            Service = this,
            MaxLength = 4096,
            Tokenizer = Tokenizer,
            Templates = new ChatTemplateSet(template is null ? package.ReadChatTemplates() : ChatTemplateSource.FromText(template)),
            ToolParser = toolParser,
            ReasoningParser = reasoningParser,
            Status = () => new EngineStatus(0, 0, 0),
        };
    }

    public Tokenizer Tokenizer { get; }

    public ServedModel Model { get; }

    public ModelChatClient Client => new(Model);

    public GenerateRequest? Asked { get; private set; }

    public string Prompt => Tokenizer.Decode([.. Asked!.Prompt], skipSpecialTokens: false);

    /// <summary>Ends the answer so; null: by the end token.</summary>
    public FinishReason? End { get; init; }

    public Exception? Failure { get; init; }

    public async IAsyncEnumerable<TokenChunk> GenerateAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Asked = request;
        await Task.Yield();
        if (Failure is not null) throw Failure;
        int[] tokens = Tokenizer.Encode(_answer, parseSpecialTokens: true);
        for (int i = 0; i < tokens.Length; i++) yield return Chunk(request, i, [tokens[i]]);
        yield return End is { } end
            ? Chunk(request, tokens.Length, []) with { FinishReason = end }
            : Chunk(request, tokens.Length, [TinyChatModel.EndToken]) with { FinishReason = FinishReason.Stop, StopToken = TinyChatModel.EndToken };
    }

    public Task<ChatResponse> AskAsync(bool streams, ChatOptions options) =>
        streams ? Client.GetStreamingResponseAsync("Hi", options).ToChatResponseAsync() : Client.GetResponseAsync("Hi", options);

    private static TokenChunk Chunk(GenerateRequest request, int position, int[] tokens) =>
        new() { RequestId = request.Id, Choice = 0, Position = position, Tokens = tokens, CachedTokens = 3 };
}

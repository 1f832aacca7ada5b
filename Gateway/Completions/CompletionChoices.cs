using Inference.Contracts;
using Inference.Gateway.Generation;

namespace Inference.Gateway.Completions;

/// <summary>Whole choices, as the API shows them.</summary>
internal sealed class CompletionChoices(CompletionRequest request, TextGeneration generation)
{
    public IReadOnlyList<CompletionChoice> Of(IReadOnlyList<IReadOnlyList<ChoiceResult>> results) =>
        [.. results.SelectMany((choices, prompt) => choices.Select((choice, index) => Of(choice, prompt, (prompt * request.Wanted) + index)))];

    private CompletionChoice Of(ChoiceResult choice, int prompt, int index)
    {
        PromptRun run = generation.Prompts[prompt];
        string echo = request.Echoes?[prompt] ?? "";
        return new CompletionChoice(index, request.OnlyEcho ? echo : echo + choice.Text, LogprobsOf(choice, run), request.OnlyEcho ? "length" : choice.End.Name)
        {
            StopReason = request.OnlyEcho ? null : choice.End.StopString ?? (object?)choice.End.StopToken,
            PromptLogprobs = PromptLogprobsReport.Of(run.PromptLogprobs, request.Names),
            TokenIds = !request.ReturnTokenIds ? null : request.OnlyEcho ? [] : choice.Tokens,
            PromptTokenIds = request.ReturnTokenIds ? run.Request.Tokens.Prompt : null,
        };
    }

    private CompletionLogprobs? LogprobsOf(ChoiceResult choice, PromptRun run)
    {
        if (!request.ShowsLogprobs) return null;
        List<TokenLogprobs?> logprobs = [];
        List<int> tokens = [];
        if (request.Echoes is not null && run.PromptLogprobs is { } prompt)
        {
            logprobs.AddRange(prompt);
            tokens.AddRange(run.Request.Tokens.Prompt);
        }

        if (!request.OnlyEcho)
        {
            logprobs.AddRange(choice.Logprobs);
            tokens.AddRange(choice.Tokens);
        }

        int offset = 0;
        return CompletionLogprobsReport.Of(logprobs, tokens, request.Names, ref offset);
    }
}

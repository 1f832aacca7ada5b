using Inference.Contracts;

namespace Inference.Engine.Constraints;

/// <summary>Makes the constraints of requests ready, away from the engine's thread.</summary>
internal sealed class RequestConstraints(ITokenVocabulary? vocabulary, IReadOnlyList<int> eosTokenIds, int rowSize)
{
    private readonly ConstraintCompiler? _compiler = vocabulary is null ? null : new ConstraintCompiler(vocabulary, rowSize);

    /// <param name="request">One with a constraint.</param>
    /// <exception cref="InferenceException">The constraint cannot be used, or not with the request's other parameters.</exception>
    public async ValueTask<ConstrainedText> OfAsync(GenerateRequest request)
    {
        if (_compiler is null) throw ConstraintError.Of("This model has no tokenizer that could be read, so that structured output is not possible.");
        ConstraintSpec spec = request.Constraint!;
        int[] endTokens = EndTokens(request.Sampling);
        CompiledConstraint compiled = _compiler.IsReady(spec) ? _compiler.Compile(spec) : await Task.Run(() => _compiler.Compile(spec)).ConfigureAwait(false);
        if (compiled.NeedsAny(endTokens)) throw Wrong(nameof(SamplingParams.StopTokenIds), "Among the tokens that end the text (stop_token_ids, end of text) are some without which the constraint cannot be kept to.");
        ConstrainedText text = new(compiled, endTokens, request.Reasoning is { } span ? compiled.Behind(span) : null);
        foreach (IReadOnlyList<int> emitted in request.Emitted) CheckEmitted(text.Fresh(), emitted);
        return text;
    }

    private int[] EndTokens(SamplingParams sampling)
    {
        if (sampling.IgnoreEos) throw Wrong(nameof(sampling.IgnoreEos), "ignore_eos cannot be used with structured output: a text that is complete has to end.");
        int[] tokens = [.. eosTokenIds.Where(token => (uint)token < (uint)rowSize).Concat(sampling.StopTokenIds).Distinct()];
        return tokens.Length > 0 ? tokens : throw Wrong(nameof(sampling.StopTokenIds), "This model has no end-of-text token: structured output needs stop_token_ids.");
    }

    private static void CheckEmitted(ConstrainedText text, IReadOnlyList<int> emitted)
    {
        foreach (int token in emitted) text.Accept(token);
        if (text.IsBroken) throw Wrong(nameof(GenerateRequest.Emitted), "The tokens emitted so far do not follow the constraint.");
    }

    private static InferenceException Wrong(string parameter, string message) => new(InferenceError.InvalidRequest, message) { Parameter = parameter };
}

using Inference.Contracts;
using Inference.Simulation.Model;

namespace Inference.Simulation.Checks;

/// <summary>What a client has received, against what an undisturbed run gives.</summary>
internal sealed class ResponseCheck(GenerateRequest asked, Func<GenerateRequest> computed)
{
    private readonly int[] _received = new int[asked.Sampling.N];
    private readonly bool[] _ended = new bool[asked.Sampling.N];
    private (int[] Tokens, FinishReason Finish)[]? _whole;
    private bool _hasReport;

    public bool IsComplete => Array.TrueForAll(_ended, end => end);

    public int Tokens => _received.Sum();

    public void Take(TokenChunk chunk)
    {
        GenerateRequest request = computed();
        _whole ??= [.. Enumerable.Range(0, asked.Sampling.N).Select(choice => SimulatedModel.Whole(request, choice))];
        int choice = chunk.Choice;
        if (_ended[choice]) throw Wrong(chunk, "comes after its choice had ended");
        if (chunk.Position != _received[choice]) throw Wrong(chunk, $"begins elsewhere than at {_received[choice]}");
        if (!chunk.Tokens.SequenceEqual(_whole[choice].Tokens.Skip(chunk.Position).Take(chunk.Tokens.Count))) throw Wrong(chunk, "has other tokens than an undisturbed run");
        _received[choice] += chunk.Tokens.Count;
        CheckReports(chunk);
        if (chunk.FinishReason is not { } finish) return;
        _ended[choice] = true;
        if (finish != _whole[choice].Finish || _received[choice] != _whole[choice].Tokens.Length) throw Wrong(chunk, $"ends the choice where an undisturbed run does not ({_received[choice]} of {_whole[choice].Tokens.Length}, {finish})");
        if (finish == FinishReason.Stop && chunk.StopToken != _whole[choice].Tokens[^1]) throw Wrong(chunk, "names another stop token");
    }

    public void CheckEnd()
    {
        if (asked.Sampling.PromptLogprobs is not null && !_hasReport) throw new SimulationException($"Request {asked.Id} never got its prompt logprobs.");
    }

    private void CheckReports(TokenChunk chunk)
    {
        if (asked.Sampling.Logprobs is not null)
        {
            var expected = chunk.Tokens.Select((token, i) => SimulatedModel.Logprobs(token, chunk.Position + i).Logprob);
            if (chunk.Logprobs is null || !chunk.Logprobs.Select(logprobs => logprobs.Logprob).SequenceEqual(expected)) throw Wrong(chunk, "has other logprobs than an undisturbed run");
        }

        if (chunk.PromptLogprobs is null) return;
        if (_hasReport) throw Wrong(chunk, "repeats the prompt logprobs");
        _hasReport = true;
    }

    private SimulationException Wrong(TokenChunk chunk, string what) => new($"Request {asked.Id}: the chunk at {chunk.Position} of choice {chunk.Choice} {what}.");
}

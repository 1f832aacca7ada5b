using Inference.Contracts;
using Inference.Engine.Sampling;

namespace Inference.Engine.Scheduling;

/// <summary>What a step has sampled for one sequence.</summary>
internal sealed class SequenceOutput
{
    public List<SampledToken> Tokens { get; } = [];

    /// <summary>Why the sequence ends with the last of them, if it does.</summary>
    public FinishReason? Finish { get; set; }

    /// <summary>Why its request fails, if it does.</summary>
    public InferenceException? Failure { get; set; }

    public void Clear()
    {
        Tokens.Clear();
        Finish = null;
        Failure = null;
    }
}

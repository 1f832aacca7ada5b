using System.Text;

namespace Inference.Bench.Reliability.Requests;

/// <summary>What a client has of one choice.</summary>
internal sealed class ChoiceOutput
{
    public List<int> Tokens { get; } = [];

    public StringBuilder Text { get; } = new();

    /// <summary>As JSON, one event after the other.</summary>
    public StringBuilder Logprobs { get; } = new();

    /// <summary>As the stream names it; null while the choice goes on.</summary>
    public string? Finish { get; set; }
}

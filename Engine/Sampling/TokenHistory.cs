namespace Inference.Engine.Sampling;

/// <summary>What penalties and bad words need to know of a choice's tokens; the part about the prompt is shared between choices.</summary>
internal sealed class TokenHistory
{
    private readonly HashSet<int> _prompt;
    private readonly Dictionary<int, int> _outputCounts = [];
    private readonly List<int> _output = [];
    private readonly bool _counts, _keeps;

    private TokenHistory(HashSet<int> prompt, bool counts, bool keeps) => (_prompt, _counts, _keeps) = (prompt, counts, keeps);

    /// <param name="prompt">Its tokens, where they matter.</param>
    /// <param name="counts">Whether output tokens are counted.</param>
    /// <param name="keeps">Whether the order of output tokens is kept.</param>
    public TokenHistory(IEnumerable<int> prompt, bool counts, bool keeps)
        : this([.. prompt], counts, keeps)
    {
    }

    public int OutputLength { get; private set; }

    public HashSet<int> Prompt => _prompt;

    public Dictionary<int, int> OutputCounts => _outputCounts;

    public void Add(int token)
    {
        OutputLength++;
        if (_counts) _outputCounts[token] = _outputCounts.GetValueOrDefault(token) + 1;
        if (_keeps) _output.Add(token);
    }

    /// <summary>Whether the output ends with these tokens.</summary>
    public bool EndsWith(ReadOnlySpan<int> tokens)
    {
        if (tokens.Length > _output.Count) return false;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (_output[_output.Count - tokens.Length + i] != tokens[i]) return false;
        }

        return true;
    }

    /// <summary>A history with the same prompt and no output.</summary>
    public TokenHistory Fresh() => new(_prompt, _counts, _keeps);
}

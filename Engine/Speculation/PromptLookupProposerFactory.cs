namespace Inference.Engine.Speculation;

internal sealed class PromptLookupProposerFactory(SpeculationOptions options) : ITokenProposerFactory
{
    public int DraftTokens => options.DraftTokens;

    public ITokenProposer Create() => new PromptLookupProposer(options.PromptLookupMin, options.PromptLookupMax);

    public void Dispose()
    {
    }
}

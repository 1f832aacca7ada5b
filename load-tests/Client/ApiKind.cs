namespace Inference.LoadTests.Client;

/// <summary>By which endpoint, and in which form, prompts are sent.</summary>
internal enum ApiKind
{
    /// <summary><c>/v1/chat/completions</c>.</summary>
    Chat,

    /// <summary><c>/v1/completions</c>, as text.</summary>
    Completions,

    /// <summary><c>/v1/completions</c>, as token ids: one for each word, so that lengths are exact whatever the tokenizer.</summary>
    Tokens,
}

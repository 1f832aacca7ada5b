using System.Collections.Concurrent;

namespace Inference.ModelFiles.Templates;

/// <summary>A model's chat templates, each parsed when it is first used, so that damage in one does not spoil the others.</summary>
public sealed class ChatTemplateSet(ChatTemplateSource source)
{
    private readonly ConcurrentDictionary<string, ChatTemplate> _parsed = [];

    public ChatTemplateSource Source { get; } = source;

    /// <summary>The template for a request: the one for tools where tools are given and there is one. Null where there is none.</summary>
    /// <exception cref="TemplateException">It is not valid.</exception>
    public ChatTemplate? Choose(bool hasTools) => Source.Choose(hasTools) is { } name
        ? _parsed.GetOrAdd(name, key => ChatTemplate.Parse(Source.Templates[key], key))
        : null;
}

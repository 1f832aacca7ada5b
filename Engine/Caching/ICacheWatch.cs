using Inference.Contracts;

namespace Inference.Engine.Caching;

/// <summary>Hears which blocks an engine's prefix cache has gained and lost, on the engine's thread: whoever implements it is quick.</summary>
public interface ICacheWatch
{
    /// <summary>Requests whose prompt begins so find a block from now on.</summary>
    void Cached(PrefixHash block);

    /// <summary>They do not any more.</summary>
    void Evicted(PrefixHash block);
}

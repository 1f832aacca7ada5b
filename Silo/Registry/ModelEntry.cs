using Inference.Abstractions.Models;

namespace Inference.Silo.Registry;

/// <summary>A model of the cluster, and what clients call it.</summary>
/// <param name="Names">The first is its own.</param>
/// <param name="Spec">What is wanted of it.</param>
internal sealed record ModelEntry(IReadOnlyList<string> Names, ModelSpec Spec);

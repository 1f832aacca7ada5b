using Inference.Abstractions.Models;

namespace Inference.Grains.Models;

/// <summary>What is persisted of a model. Where its replicas are is not: the nodes know.</summary>
[GenerateSerializer]
[Alias("inference.model-state")]
internal sealed class ModelState
{
    [Id(0)]
    public ModelSpec? Spec { get; set; }

    /// <summary>The next replica's number.</summary>
    [Id(1)]
    public int NextNumber { get; set; }
}

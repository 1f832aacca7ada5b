using Inference.ModelFiles.Configuration;

namespace Inference.Server.Inspection;

/// <summary>What <c>inspect</c> tells about a model. A section that the model lacks, or that cannot be read, is null.</summary>
internal sealed record ModelReport
{
    public required string Path { get; init; }

    public required string Format { get; init; }

    public required IReadOnlyList<string> Files { get; init; }

    public ModelConfig? Config { get; init; }

    public GenerationDefaults? GenerationDefaults { get; init; }

    public WeightsReport? Weights { get; init; }

    public string? Tokenizer { get; init; }

    public IReadOnlyDictionary<string, int>? ChatTemplates { get; init; }

    public MemoryReport? Memory { get; init; }

    /// <summary>What kept a section from being read.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Why a section is missing that a file of this kind need not have.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>All tensors of a model's files.</summary>
internal sealed record WeightsReport(long Tensors, long Parameters, long Bytes, IReadOnlyList<ElementTypeReport> ByType, string Quantization);

internal sealed record ElementTypeReport(string Type, long Tensors, long Parameters, long Bytes);

/// <summary>Bytes that a model takes when it is served with so long a context for so many sequences.</summary>
internal sealed record MemoryReport(long WeightBytes, int Context, int Sequences, long CacheBytesPerToken, long CacheBytes, long TotalBytes);

using Inference.ModelFiles.Configuration;

namespace Inference.ModelFiles.Architectures;

/// <summary>
/// A family of models: its names in files, and how its configuration and tensors depart from the plain form, which is Llama's.
/// </summary>
public abstract class Architecture
{
    public abstract string Name { get; }

    /// <summary>Values of <c>architectures[0]</c> and <c>model_type</c> in config.json.</summary>
    public abstract IReadOnlyList<string> HuggingFaceNames { get; }

    /// <summary>Value of <c>general.architecture</c> in GGUF.</summary>
    public abstract string GgufName { get; }

    /// <summary>The folder of a layer's experts in a Hugging Face tensor name, and there the router and the three matrices of one expert.</summary>
    public virtual ExpertNames HuggingFaceExperts => new("mlp", "gate", "gate_proj", "up_proj", "down_proj");

    /// <summary>What config.json may leave out; null: hidden size / heads.</summary>
    public virtual int? DefaultHeadDimension => null;

    public virtual bool DefaultTiedEmbeddings => false;

    /// <summary>What a file means that names none.</summary>
    public virtual Activation DefaultActivation => Activation.Silu;

    /// <summary>Whether this is the family among those that share a <see cref="GgufName"/>.</summary>
    public virtual bool RecognisesGguf(ConfigFields fields) => true;

    /// <summary>Completes a configuration that was read as if it were the plain form.</summary>
    public virtual ModelConfig Configure(ModelConfig plain, ConfigFields fields, ModelFormat format) => plain;
}

/// <inheritdoc cref="Architecture.HuggingFaceExperts"/>
public sealed record ExpertNames(string Folder, string Router, string Gate, string Up, string Down);

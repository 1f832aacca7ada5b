using Inference.ModelFiles.Configuration;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Configuration;

/// <summary>The tiny models of the reference data: each is read whole, with nothing missing and nothing left over.</summary>
public sealed class GoldenModelTests
{
    [SharedTheory]
    [InlineData("gemma2", "gemma2")]
    [InlineData("llama", "llama")]
    [InlineData("llama3-rope", "llama")]
    [InlineData("mistral-window", "mistral")]
    [InlineData("mixtral", "mixtral")]
    [InlineData("phi3", "phi3")]
    [InlineData("qwen2", "qwen2")]
    [InlineData("qwen3", "qwen3")]
    [InlineData("qwen3-moe", "qwen3-moe")]
    public void ReadModel_Golden_EveryTensorHasARole(string folder, string architecture)
    {
        using ModelPackage package = ModelPackage.Open(SharedData.PathTo("goldens", folder));

        (ModelConfig config, var weights) = package.ReadModel();

        Assert.Equal(architecture, config.Architecture);
        Assert.Equal(package.Tensors.Count, weights.All.Count());
    }

    [SharedFact]
    public void ReadConfig_Gemma2_HasItsQuirks()
    {
        using ModelPackage package = ModelPackage.Open(SharedData.PathTo("goldens", "gemma2"));

        ModelConfig config = package.ReadConfig();

        Assert.Equal(Activation.GeluTanh, config.Activation);
        Assert.Equal(1 / MathF.Sqrt(24), config.AttentionScale);
        Assert.Equal((50f, 30f), (config.AttentionSoftcap, config.LogitSoftcap));
        Assert.Equal([16, 0], config.SlidingWindows);
        Assert.Equal(8f, config.EmbeddingScale);
        Assert.True(config.TiedEmbeddings && config.PostNorms);
    }

    [SharedFact]
    public void ReadConfig_Llama3_HasItsRopeScaling()
    {
        using ModelPackage package = ModelPackage.Open(SharedData.PathTo("goldens", "llama3-rope"));

        Assert.Equal(new Llama3RopeScaling(8, 1, 4, 64), package.ReadConfig().Rope.Scaling);
    }
}

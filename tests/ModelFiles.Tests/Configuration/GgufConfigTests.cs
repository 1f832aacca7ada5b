using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Configuration;

public sealed class GgufConfigTests : IDisposable
{
    private static readonly (string, long[])[] Dense =
    [
        ("blk.0.ffn_gate.weight", [TinyModel.Width, TinyModel.Hidden]), ("blk.0.ffn_up.weight", [TinyModel.Width, TinyModel.Hidden]),
        ("blk.0.ffn_down.weight", [TinyModel.Hidden, TinyModel.Width]),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadModel_Llama_TiedAndInterleaved()
    {
        using ModelPackage package = Open(TinyModel.Gguf().AddTensors(Dense));

        (ModelConfig config, ModelWeights weights) = package.ReadModel();

        Assert.True(config.TiedEmbeddings && config.InterleavedQueryKeyRows);
        Assert.Equal(TinyModel.Vocabulary, config.VocabularySize);
        Assert.Equal([TinyModel.Vocabulary, TinyModel.Hidden], weights.OutputHead(config).Tensor.Shape);
        Assert.Equal([2], config.EosTokenIds);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("linear")]
    public void ReadModel_RopeFactorsTensor_IsFound(string scaling)
    {
        using ModelPackage package = Open(TinyModel.Gguf().Add("llama.rope.scaling.type", scaling).Add("llama.rope.scaling.factor", 2f)
            .AddTensors([.. Dense, ("rope_freqs.weight", [4])]));

        Assert.NotNull(package.ReadModel().Weights.Find(WeightRole.RopeFactors));
    }

    [Theory]
    [InlineData("llama.rope.scaling.factor", 4f, 4f)]
    [InlineData("llama.rope.scale_linear", 2f, 2f)]
    [InlineData("llama.rope.scaling.factor", 0f, null)]
    public void ReadConfig_RopeFactorWithoutItsKind_IsLinear(string key, float value, float? expected)
    {
        using ModelPackage package = Open(TinyModel.Gguf().Add(key, value).AddTensors());

        Assert.Equal(expected, (package.ReadConfig().Rope.Scaling as LinearRopeScaling)?.Factor);
    }

    [Fact]
    public void ReadConfig_Gemma2WithoutSoftcaps_HasTheFamilysOwn()
    {
        using ModelPackage package = Open(TinyModel.Gguf("gemma2").AddTensors());

        ModelConfig config = package.ReadConfig();

        Assert.Equal((50f, 30f), (config.AttentionSoftcap, config.LogitSoftcap));
    }

    [Theory]
    [InlineData("qwen2", "")]
    [InlineData("qwen3", "blk.0.attn_q.bias")]
    public void ReadConfig_Biases_AreThoseTheFileHas(string architecture, string bias)
    {
        using ModelPackage package = Open(TinyModel.Gguf(architecture).AddTensors([.. Dense, (bias.Length == 0 ? "other" : bias, [TinyModel.Hidden])]));

        ModelConfig config = package.ReadConfig();

        Assert.Equal((bias.Length > 0, false), (config.QueryKeyValueBias, config.AttentionOutputBias));
    }

    [Fact]
    public void ReadConfig_Qwen3MoeWithoutExpertWidth_SharesTheDenseWidthAmongTheActive()
    {
        using ModelPackage package = Open(TinyModel.Gguf("qwen3moe").Add("qwen3moe.expert_count", 8u).Add("qwen3moe.expert_used_count", 3u)
            .AddTensors());

        Assert.Equal(TinyModel.Width / 3, package.ReadConfig().Experts!.IntermediateSize);
    }

    [Fact]
    public void ReadModel_StackedExperts_AreMixtral()
    {
        using ModelPackage package = Open(TinyModel.Gguf().Add("llama.expert_count", 3u).Add("llama.expert_used_count", 2u).AddTensors(
            ("blk.0.ffn_gate_inp.weight", [3, TinyModel.Hidden]),
            ("blk.0.ffn_gate_exps.weight", [3, TinyModel.Width, TinyModel.Hidden]),
            ("blk.0.ffn_up_exps.weight", [3, TinyModel.Width, TinyModel.Hidden]),
            ("blk.0.ffn_down_exps.weight", [3, TinyModel.Hidden, TinyModel.Width])));

        (ModelConfig config, ModelWeights weights) = package.ReadModel();

        Assert.Equal("mixtral", config.Architecture);
        Assert.Equal(3, weights[WeightRole.ExpertDown, 0].Tensor.Shape[0]);
    }

    [Fact]
    public void ReadConfig_HeadCountsThatDiffer_AreRefusedBesideWhatIsMissing()
    {
        using ModelPackage differing = Open(new GgufWriter().Add("general.architecture", "llama").Add("llama.attention.head_count", new[] { 4, 8 }));
        ModelFileException error = Assert.Throws<ModelFileException>(() => differing.ReadConfig());
        Assert.Contains("llama.attention.head_count: differs between layers", error.Message, StringComparison.Ordinal);
        Assert.Contains("llama.embedding_length: is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadConfig_UnknownArchitecture_NamesTheKnown()
    {
        using ModelPackage package = Open(new GgufWriter().Add("general.architecture", "rwkv6"));

        Assert.Contains("'rwkv6' is not supported (llama, qwen2", Assert.Throws<ModelFileException>(() => package.ReadConfig()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadConfig_WrongTypes_AreProblemsOfTheirKeys()
    {
        using ModelPackage package = Open(new GgufWriter().Add("general.architecture", "llama").Add("llama.block_count", "many").Add("llama.embedding_length", -5));

        ModelFileException error = Assert.Throws<ModelFileException>(() => package.ReadConfig());

        Assert.Contains(error.Problems, problem => problem.Item == "llama.block_count");
        Assert.Contains(error.Problems, problem => problem.Item == "llama.embedding_length");
    }

    private ModelPackage Open(GgufWriter writer)
    {
        string path = _folder.PathTo("model.gguf");
        File.WriteAllBytes(path, writer.ToBytes());
        return ModelPackage.Open(path);
    }
}

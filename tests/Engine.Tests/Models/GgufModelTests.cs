using Inference.Engine.Execution;
using Inference.Kernels.MatMul;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

public sealed class GgufModelTests
{
    /// <summary>GGUF has no field for what these need: layers that have a window, dense layers among sparse ones.</summary>
    private static readonly string[] OnlyInSafetensors =
        ["qwen2, fourteen heads to two, window above", "qwen3-moe, a dense layer, weights as they are"];

    public static TheoryData<string> RaggedNames() => [.. RaggedModels.Names.Except(OnlyInSafetensors)];

    /// <summary>Gemma's golden scales scores by a number that GGUF cannot hold.</summary>
    public static TheoryData<string> GoldenNamesInGguf() => [.. GoldenNames.All.Except(["gemma2"])];

    [Theory]
    [MemberData(nameof(RaggedNames))]
    public void Forward_SameModelAsGguf_GivesTheSameLogits(string name)
    {
        using TemporaryFolder folder = new();
        RandomModel.Write(folder, RaggedModels.ConfigOf(name));
        using ModelPackage package = ModelPackage.Open(folder.Path);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        int[] tokens = RaggedModelTests.Tokens(config, seed: 11);

        float[][] expected = Run(package, tokens);
        float[][] actual = RunAsGguf(folder, config, weights, tokens);

        // GGUF holds Llama 3's frequencies as rounded factors; all else it holds as it is.
        float rms = MathF.Sqrt(expected.SelectMany(row => row).Average(value => value * value));
        float tolerance = config.Rope.Scaling is Llama3RopeScaling ? 1e-3f * rms : 0;
        for (int position = 0; position < tokens.Length; position++)
        {
            for (int token = 0; token < config.VocabularySize; token++)
                Assert.InRange(actual[position][token] - expected[position][token], -tolerance, tolerance);
        }
    }

    [SharedTheory]
    [MemberData(nameof(GoldenNamesInGguf))]
    public void Forward_GoldenModelAsGguf_GivesTheReferenceLogits(string name)
    {
        Golden golden = Golden.Read(name);
        using TemporaryFolder folder = new();
        using ModelPackage package = ModelPackage.Open(Golden.Folder(name));
        (ModelConfig config, ModelWeights weights) = package.ReadModel();

        golden.AssertMatches(RunAsGguf(folder, config, weights, golden.TokenIds));
    }

    private static float[][] RunAsGguf(TemporaryFolder folder, ModelConfig config, ModelWeights weights, int[] tokens)
    {
        using ModelPackage gguf = ModelPackage.Open(folder.Write("model.gguf", new GgufConversion(config, weights).ToBytes()));
        return Run(gguf, tokens);
    }

    private static float[][] Run(ModelPackage package, int[] tokens)
    {
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        using CpuModelRunner runner = CpuModelRunner.Create(config, weights, new CpuRunnerOptions { Threads = 2, BlockCount = 4, Arithmetic = Arithmetic.Float32 });
        return RunnerSession.LogitsOf(runner, tokens);
    }
}

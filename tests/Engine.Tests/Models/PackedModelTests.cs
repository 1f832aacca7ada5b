using System.Text.Json.Nodes;
using Inference.Engine.Execution;
using Inference.Engine.Weights;
using Inference.Kernels.MatMul;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

/// <summary>Checkpoints that AWQ and GPTQ have packed.</summary>
public sealed class PackedModelTests
{
    private static readonly int[] Tokens = [.. Enumerable.Range(0, 37)];

    [Theory]
    [InlineData(PackedMethod.Awq, 4, 32, false)]
    [InlineData(PackedMethod.Awq, 4, 16, false)]
    [InlineData(PackedMethod.Awq, 4, -1, false)]
    [InlineData(PackedMethod.Gptq, 4, 64, false)]
    [InlineData(PackedMethod.Gptq, 4, -1, true)]
    [InlineData(PackedMethod.Gptq, 8, 32, false)]
    [InlineData(PackedMethod.Gptq, 8, 64, true)]
    public void Forward_PackedCheckpoint_ComputesWhatItsIntegersStandFor(PackedMethod method, int bits, int group, bool secondFormat)
    {
        using TemporaryFolder packed = new(), plain = new();
        new PackedCheckpoint(method, bits, group, secondFormat).Write(packed, plain);
        CpuRunnerOptions exactly = new() { BlockCount = 4, Arithmetic = Arithmetic.Float32 };

        float[][] expected = Run(plain, exactly);
        RunnerSession.AssertSameBits(expected, Run(packed, exactly));

        float[][] integers = Run(packed, new CpuRunnerOptions { BlockCount = 4 });
        double difference = expected.Zip(integers, (e, i) => e.Zip(i, (x, y) => Math.Pow(x - (double)y, 2)).Sum()).Sum();
        Assert.InRange(Math.Sqrt(difference / expected.Sum(row => row.Sum(value => value * (double)value))), 1e-6, 0.03);
    }

    [Fact]
    public void Forward_PackedCheckpoint_GivesTheSameBitsInAnyChunks()
    {
        using TemporaryFolder packed = new(), plain = new();
        new PackedCheckpoint(PackedMethod.Awq, 4, 32).Write(packed, plain);
        using ModelPackage package = ModelPackage.Open(packed.Path);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        using CpuModelRunner runner = CpuModelRunner.Create(config, weights, new CpuRunnerOptions { Threads = 2, BlockCount = 4 });

        RunnerSession.AssertSameBits(RunnerSession.LogitsOf(runner, Tokens), RunnerSession.LogitsOf(runner, Tokens, [3, 1, 0], 1, 9, 4));
    }

    [Fact]
    public void Bytes_PackedCheckpoint_AreThoseOfFourBits()
    {
        using TemporaryFolder packed = new(), plain = new();
        new PackedCheckpoint(PackedMethod.Gptq, 4, 32).Write(packed, plain);
        using ModelPackage package = ModelPackage.Open(packed.Path), singles = ModelPackage.Open(plain.Path);

        (ModelConfig config, ModelWeights weights) = package.ReadModel();

        // Of each layer 64 · (64 + 32 + 32 + 64) + 3 · 64 · 128 weights, at 4 bits and two halves for 32.
        long matrices = 2 * ((64 * 192) + (3 * 64 * 128)) * 5 / 8, rest = singles.Tensors.Tensors.Where(tensor => !tensor.Name.Contains("_proj")).Sum(tensor => tensor.Data.Length);
        Assert.InRange(WeightMemory.Bytes(config, weights, new CpuRunnerOptions()), matrices + rest, matrices + rest + (32 * 64 * 4));
    }

    [Fact]
    public void ReadModel_InputsOutOfOrder_IsRefused()
    {
        using TemporaryFolder packed = new(), plain = new();
        new PackedCheckpoint(PackedMethod.Gptq, 4, 32) { GroupOf = k => k % 2 }.Write(packed, plain);
        using ModelPackage package = ModelPackage.Open(packed.Path);

        ModelFileException error = Assert.Throws<ModelFileException>(() => { package.ReadModel(); });
        Assert.Contains("desc_act", error.Message, StringComparison.Ordinal);
        Assert.Contains("g_idx", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bits", "3", "bits")]
    [InlineData("group_size", "20", "group_size")]
    [InlineData("group_size", "48", "qweight")]
    [InlineData("group_size", "16", "scales")]
    [InlineData("checkpoint_format", "\"marlin\"", "checkpoint_format")]
    [InlineData("quant_method", "\"aqlm\"", "quant_method")]
    public void ReadModel_PackingThatIsNotSupported_NamesWhatIsWrong(string field, string value, string item)
    {
        using TemporaryFolder packed = new(), plain = new();
        new PackedCheckpoint(PackedMethod.Gptq, 4, 32).Write(packed, plain);
        JsonObject config = JsonNode.Parse(File.ReadAllText(packed.PathTo("config.json")))!.AsObject();
        config["quantization_config"]![field] = JsonNode.Parse(value);
        File.WriteAllText(packed.PathTo("config.json"), config.ToJsonString());
        using ModelPackage package = ModelPackage.Open(packed.Path);

        ModelFileException error = Assert.Throws<ModelFileException>(() => { package.ReadModel(); });
        Assert.Contains(error.Problems, problem => problem.Item!.Contains(item, StringComparison.Ordinal));
    }

    private static float[][] Run(TemporaryFolder folder, CpuRunnerOptions options)
    {
        using ModelPackage package = ModelPackage.Open(folder.Path);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        using CpuModelRunner runner = CpuModelRunner.Create(config, weights, options);
        return RunnerSession.LogitsOf(runner, Tokens);
    }
}

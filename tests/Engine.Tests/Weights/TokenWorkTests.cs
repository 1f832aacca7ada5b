using Inference.Engine.Execution;
using Inference.Engine.Tests.Models;
using Inference.Engine.Weights;
using Inference.Kernels.Attention;
using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Tiers;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Weights;

public sealed class TokenWorkTests
{
    private const string Llama = "llama, biases, odd heads", Qwen = "qwen2, fourteen heads to two, window above", Mixtral = "mixtral, five experts";

    // Llama: queries, keys and values 72 · (30 + 2 · 10), attention's output 30 · 72, gate, up and down 3 · 72 · 100, three layers, head 72 · 101.
    private const long KeysOfLayer = 72 * 50, RestOfLayer = (30 * 72) + (3 * 72 * 100);
    private const long Prompt = (3 * KeysOfLayer) + (2 * RestOfLayer), Output = (3 * (KeysOfLayer + RestOfLayer)) + (72 * 101);

    [Theory]
    [InlineData(ElementType.BF16, KernelTier.MachineCode, Arithmetic.Native, null, "bf16")]
    [InlineData(ElementType.BF16, KernelTier.MachineCode, Arithmetic.Float32, null, "singles")]
    [InlineData(ElementType.BF16, KernelTier.Avx512, Arithmetic.Native, null, "singles")]
    [InlineData(ElementType.F16, KernelTier.MachineCode, Arithmetic.Native, null, "singles")]
    [InlineData(ElementType.F32, KernelTier.MachineCode, Arithmetic.Native, null, "singles")]
    [InlineData(ElementType.F32, KernelTier.MachineCode, Arithmetic.Native, Quantization.Q40, "bytes")]
    [InlineData(ElementType.BF16, KernelTier.MachineCode, Arithmetic.Float32, Quantization.Q80, "singles")]
    public void Counts_UntiedModel_AreThoseOfItsMatricesInTheirArithmetic(ElementType type, KernelTier tier, Arithmetic arithmetic, Quantization? quantization, string expected)
    {
        TokenWork work = Of(Llama, new CpuRunnerOptions { Arithmetic = arithmetic, Quantization = quantization }, tier, type);

        Assert.Equal(Counts(Prompt), work.Prompt);
        Assert.Equal(Counts(Output), work.Output);

        WeightCounts Counts(long count) => expected switch
        {
            "bytes" => new WeightCounts(count, 0, 0),
            "bf16" => new WeightCounts(0, count, 0),
            _ => new WeightCounts(0, 0, count),
        };
    }

    [Fact]
    public void Prompt_FusedProjections_IsWithoutTheLastLayersSecondHalf()
    {
        TokenWork work = Of("phi3, long rope on part of a head", new CpuRunnerOptions());

        Assert.Equal((3 * 180 * 60) + (2 * ((60 * 60) + (3 * 77 * 60))), work.Prompt.Total);
        Assert.Equal((3 * ((180 * 60) + (60 * 60) + (3 * 77 * 60))) + (85 * 60), work.Output.Total);
    }

    [Fact]
    public void WeightBytes_TiedModel_CountTheEmbeddingAsHead()
    {
        TokenWork work = Of(Qwen, new CpuRunnerOptions());

        // Rows in panels of 32: queries 84, keys and values 12 each, output 84, gate and up 90, down 84, head 33.
        long layer = ((96 + 32 + 32 + 96 + 96 + 96) * 84) + (96 * 90);
        Assert.Equal(((3 * layer) + (64 * 84)) * sizeof(ushort), work.WeightBytes);
        Assert.Equal(work.WeightBytes, work.StepWeightBytes(sequences: 16));
    }

    [Fact]
    public void Output_Experts_CountsThoseThatATokenGoesThrough()
    {
        TokenWork work = Of(Mixtral, new CpuRunnerOptions());

        long attention = (50 * (48 + 24 + 24)) + (48 * 50), router = 5 * 50, chosen = 3 * 3 * 45 * 50;
        Assert.Equal((3 * (attention + router + chosen)) + (70 * 50), work.Output.Total);
        Assert.Null(work.StepWeightBytes(sequences: 2));
        Assert.Equal(work.WeightBytes, work.StepWeightBytes(sequences: 1));

        // Rows in panels of 32, inputs in pairs.
        long expert = (2 * 64 * 50) + (64 * 46), others = (64 * 50) + (32 * 50) + (32 * 50) + (64 * 48) + (32 * 50);
        Assert.Equal(((3 * (others + (3 * expert))) + (96 * 50)) * sizeof(ushort), work.WeightBytes);
    }

    [Theory]
    [InlineData(KeyValueFormat.BFloat16, 1, 3)]
    [InlineData(KeyValueFormat.BFloat16, 40, 40 + 17 + 17)]
    [InlineData(KeyValueFormat.Int8, 40, 40 + 17 + 17)]
    public void KeyValueBytes_LayersWithWindows_ReadNoMoreThanTheirs(KeyValueFormat format, int tokens, int read)
    {
        TokenWork work = Of(Qwen, new CpuRunnerOptions { KeyValues = format });

        Assert.Equal(read * PagedKeyValues.BlockBytes(2, 6, format) / 16, work.KeyValueBytes(tokens));
    }

    [Theory]
    [InlineData(KeyValueFormat.BFloat16, KernelTier.MachineCode, Arithmetic.Native, true)]
    [InlineData(KeyValueFormat.BFloat16, KernelTier.MachineCode, Arithmetic.Float32, false)]
    [InlineData(KeyValueFormat.Int8, KernelTier.MachineCode, Arithmetic.Native, false)]
    [InlineData(KeyValueFormat.BFloat16, KernelTier.Avx2, Arithmetic.Native, false)]
    public void Attention_LayersWithWindows_IsWhatItsTokensSeeOnAverage(KeyValueFormat format, KernelTier tier, Arithmetic arithmetic, bool rounds)
    {
        TokenWork work = Of(Qwen, new CpuRunnerOptions { KeyValues = format, Arithmetic = arithmetic }, tier);

        // Three layers, of which the last is for one token; the second looks back 17 positions. A key and a value of six numbers for each of fourteen heads.
        double seen = Enumerable.Range(1, 40).Average(position => position + Math.Min(position, 17));
        long expected = (long)(seen * 2 * 14 * 6);
        Assert.Equal(rounds ? new WeightCounts(0, expected, 0) : new WeightCounts(0, 0, expected), work.Attention(tokens: 40));
    }

    [Fact]
    public void Work_LoadedRunner_IsOfItsTier()
    {
        using TemporaryFolder folder = new();
        using ModelPackage package = Write(folder, Llama, ElementType.BF16);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        using CpuModelRunner runner = CpuModelRunner.Create(config, weights, new CpuRunnerOptions { Threads = 1, BlockCount = 1, KernelTier = KernelTier.Scalar });

        Assert.Equal(new WeightCounts(0, 0, Output), runner.Work.Output);
    }

    private static TokenWork Of(string name, CpuRunnerOptions options, KernelTier tier = KernelTier.MachineCode, ElementType type = ElementType.BF16)
    {
        using TemporaryFolder folder = new();
        using ModelPackage package = Write(folder, name, type);
        (ModelConfig config, ModelWeights weights) = package.ReadModel();
        return new TokenWork(config, weights, options, tier);
    }

    private static ModelPackage Write(TemporaryFolder folder, string name, ElementType type)
    {
        RandomModel.Write(folder, RaggedModels.ConfigOf(name), type);
        return ModelPackage.Open(folder.Path);
    }
}

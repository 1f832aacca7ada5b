using System.Runtime.InteropServices;
using Inference.Engine.Execution;
using Inference.Kernels.Formats;
using Inference.ModelFiles;
using Inference.ModelFiles.Tensors;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

public sealed class Float8ModelTests
{
    private const int Block = 32;

    [Theory]
    [InlineData("weight_scale_inv")]
    [InlineData("weight_scale")]
    public void Forward_Float8WeightsWithBlockScales_GivesTheBitsOfTheirProducts(string scaleName)
    {
        string config = RaggedModels.ConfigOf("llama, biases, odd heads");
        using TemporaryFolder original = new(), packed = new(), unpacked = new();
        RandomModel.Write(original, config, ElementType.F32);
        SafetensorsWriter small = new(), large = new();
        using (ModelPackage package = ModelPackage.Open(original.Path))
        {
            foreach (TensorInfo tensor in package.Tensors.Tensors) Add(tensor, small, large, scaleName);
        }

        int[] tokens = [.. Enumerable.Range(0, 30)];
        RunnerSession.AssertSameBits(Run(unpacked, config, large, tokens), Run(packed, config, small, tokens));
    }

    /// <summary>The tensor in eight bits with its scales into one file, what these stand for into the other.</summary>
    private static void Add(TensorInfo tensor, SafetensorsWriter small, SafetensorsWriter large, string scaleName)
    {
        float[] values = tensor.ToSingles();
        if (tensor.Shape.Length < 2 || !tensor.Name.Contains("_proj", StringComparison.Ordinal))
        {
            small.AddTensor(tensor.Name, ElementType.F32, tensor.Shape, tensor.Data.Span());
            large.AddTensor(tensor.Name, ElementType.F32, tensor.Shape, tensor.Data.Span());
            return;
        }

        int columns = (int)tensor.RowLength, gridRows = Blocks((int)tensor.RowCount), gridColumns = Blocks(columns);
        float[] scales = [.. Enumerable.Range(0, gridRows * gridColumns).Select(i => 0.001f * (i + 1))];
        byte[] bytes = new byte[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            float scale = scales[(i / columns / Block * gridColumns) + (i % columns / Block)];
            bytes[i] = Float8.E4M3FromSingle(values[i] / scale);
            values[i] = Float8.E4M3ToSingle(bytes[i]) * scale;
        }

        small.AddTensor(tensor.Name, ElementType.F8E4M3, tensor.Shape, bytes);
        string scaleTensor = tensor.Name.Replace("weight", scaleName);
        small.AddTensor(scaleTensor, ElementType.F32, [gridRows, gridColumns], MemoryMarshal.AsBytes(scales.AsSpan()));
        large.AddTensor(tensor.Name, ElementType.F32, tensor.Shape, MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static int Blocks(int elements) => (elements + Block - 1) / Block;

    private static float[][] Run(TemporaryFolder folder, string config, SafetensorsWriter weights, int[] tokens)
    {
        File.WriteAllText(folder.PathTo("config.json"), config);
        folder.Write("model.safetensors", weights.ToBytes());
        using ModelPackage package = ModelPackage.Open(folder.Path);
        (var modelConfig, var modelWeights) = package.ReadModel();
        CpuRunnerOptions options = new() { Threads = 2, BlockCount = 2 };
        using CpuModelRunner runner = CpuModelRunner.Create(modelConfig, modelWeights, options);
        return RunnerSession.LogitsOf(runner, tokens);
    }
}

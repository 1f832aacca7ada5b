using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Inference.Kernels.Formats;
using Inference.ModelFiles;
using Inference.ModelFiles.Tensors;
using Inference.ModelFiles.Weights;
using Inference.Support;

namespace Inference.Engine.Tests.Models;

/// <summary>
/// Writes a random model twice: with its layers' matrices packed as AWQ or GPTQ pack them, and with the numbers that these stand for.
/// </summary>
internal sealed class PackedCheckpoint(PackedMethod method, int bits, int group, bool secondFormat = false)
{
    public const string Config = """
        {"model_type":"llama","num_hidden_layers":2,"rms_norm_eps":1e-5,"rope_theta":10000.0,"max_position_embeddings":512,
        "hidden_size":64,"num_attention_heads":4,"num_key_value_heads":2,"head_dim":16,"intermediate_size":128,"vocab_size":70}
        """;

    private static readonly int[] AwqOrder = [0, 2, 4, 6, 1, 3, 5, 7];

    private readonly Random _random = new(31);
    private readonly SafetensorsWriter _packed = new(), _plain = new();

    private int PerWord => 32 / bits;

    /// <summary>Where set, inputs of GPTQ say that they belong to these groups.</summary>
    public Func<int, int>? GroupOf { get; init; }

    public void Write(TemporaryFolder packed, TemporaryFolder plain)
    {
        using TemporaryFolder original = new();
        RandomModel.Write(original, Config, ElementType.F32);
        using (ModelPackage package = ModelPackage.Open(original.Path))
        {
            foreach (TensorInfo tensor in package.Tensors.Tensors)
            {
                if (tensor.Name.EndsWith("_proj.weight", StringComparison.Ordinal)) AddMatrix(tensor);
                else Add(tensor.Name, ElementType.F32, tensor.Shape, tensor.Data.Span(), _packed, _plain);
            }
        }

        string name = method == PackedMethod.Awq ? "awq" : "gptq";
        string format = method == PackedMethod.Awq ? "\"version\":\"gemm\",\"zero_point\":true" : $"\"checkpoint_format\":\"{(secondFormat ? "gptq_v2" : "gptq")}\"";
        string quantization = $$"""{"quant_method":"{{name}}","bits":{{bits}},"group_size":{{group}},{{format}}}""";
        Write(packed, _packed, Config.TrimEnd()[..^1] + $",\"quantization_config\":{quantization}}}");
        Write(plain, _plain, Config);
    }

    private static void Write(TemporaryFolder folder, SafetensorsWriter weights, string config)
    {
        File.WriteAllText(folder.PathTo("config.json"), config);
        folder.Write("model.safetensors", weights.ToBytes());
    }

    private void AddMatrix(TensorInfo tensor)
    {
        int outputs = (int)tensor.Shape[0], inputs = (int)tensor.Shape[1], size = group == -1 ? inputs : group, groups = inputs / size;
        int[,] integers = Fill(inputs, outputs, 0), zeros = Fill(groups, outputs, method == PackedMethod.Gptq && !secondFormat ? 1 : 0);
        float[] scales = [.. Enumerable.Range(0, groups * outputs).Select(_ => (float)(Half)(0.4f / (1 << bits) * (0.2f + _random.NextSingle())))];
        float[] values = new float[outputs * inputs];
        for (int n = 0; n < outputs; n++)
        {
            for (int k = 0; k < inputs; k++) values[(n * inputs) + k] = (integers[k, n] - zeros[k / size, n]) * scales[(k / size * outputs) + n];
        }

        _plain.AddTensor(tensor.Name, ElementType.F32, tensor.Shape, MemoryMarshal.AsBytes(values.AsSpan()));
        string module = tensor.Name[..^".weight".Length];
        long[] shape = method == PackedMethod.Awq ? [inputs, outputs / PerWord] : [inputs / PerWord, outputs];
        _packed.AddTensor(module + ".qweight", ElementType.I32, shape, method == PackedMethod.Awq ? AcrossOutputs(integers, 0) : AlongInputs(integers));
        _packed.AddTensor(module + ".qzeros", ElementType.I32, [groups, outputs / PerWord], AcrossOutputs(zeros, method == PackedMethod.Gptq && !secondFormat ? 1 : 0));
        byte[] halves = new byte[scales.Length * 2];
        for (int i = 0; i < scales.Length; i++) BinaryPrimitives.WriteHalfLittleEndian(halves.AsSpan(i * 2), (Half)scales[i]);
        _packed.AddTensor(module + ".scales", ElementType.F16, [groups, outputs], halves);
        if (method != PackedMethod.Gptq) return;
        int[] order = [.. Enumerable.Range(0, inputs).Select(k => GroupOf is null ? k / size : GroupOf(k))];
        _packed.AddTensor(module + ".g_idx", ElementType.I32, [inputs], MemoryMarshal.AsBytes(order.AsSpan()));
    }

    private int[,] Fill(int rows, int columns, int minimum)
    {
        int[,] values = new int[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++) values[row, column] = minimum + _random.Next(1 << bits);
        }

        return values;
    }

    private byte[] AcrossOutputs(int[,] values, int subtracted)
    {
        int rows = values.GetLength(0), words = values.GetLength(1) / PerWord;
        uint[] packed = new uint[rows * words];
        for (int row = 0; row < rows; row++)
        {
            for (int place = 0; place < words * PerWord; place++)
            {
                int inWord = place % PerWord, column = place - inWord + (method == PackedMethod.Awq ? AwqOrder[inWord] : inWord);
                packed[(row * words) + (place / PerWord)] |= (uint)(values[row, column] - subtracted) << (bits * inWord);
            }
        }

        return MemoryMarshal.AsBytes(packed.AsSpan()).ToArray();
    }

    private byte[] AlongInputs(int[,] values)
    {
        int inputs = values.GetLength(0), outputs = values.GetLength(1);
        uint[] packed = new uint[inputs / PerWord * outputs];
        for (int k = 0; k < inputs; k++)
        {
            for (int n = 0; n < outputs; n++) packed[(k / PerWord * outputs) + n] |= (uint)values[k, n] << (bits * (k % PerWord));
        }

        return MemoryMarshal.AsBytes(packed.AsSpan()).ToArray();
    }

    private static void Add(string name, ElementType type, long[] shape, ReadOnlySpan<byte> data, params SafetensorsWriter[] files)
    {
        foreach (SafetensorsWriter file in files) file.AddTensor(name, type, shape, data);
    }
}

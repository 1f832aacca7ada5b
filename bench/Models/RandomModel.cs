using System.Runtime.InteropServices;
using Inference.Kernels.Formats;
using Inference.Support;

namespace Inference.Bench.Models;

/// <summary>Writes GGUF files of real shapes with random weights.</summary>
public sealed class RandomModel(ModelShape shape, string kind)
{
    private readonly GgufWriter _writer = new();
    private readonly RandomWeights _weights = new(seed: 1);

    /// <summary>The file of this shape and kind in a folder, made if it is not there.</summary>
    public string FindOrMake(string folder)
    {
        string path = Path.Combine(folder, $"{shape.Name}-{kind}.gguf"), unfinished = path + ".part";
        if (File.Exists(path)) return path;
        Directory.CreateDirectory(folder);
        AddMetadata();
        SyntheticVocabulary.AddTo(_writer, shape);
        AddTensors();
        using (FileStream stream = File.Create(unfinished)) _writer.WriteTo(stream);
        File.Move(unfinished, path);
        return path;
    }

    private void AddMetadata()
    {
        string prefix = shape.Architecture + ".";
        _writer.Add("general.architecture", shape.Architecture)
            .Add("general.name", $"{shape.Name} of random weights")
            .Add(prefix + "vocab_size", (uint)shape.Vocabulary)
            .Add(prefix + "embedding_length", (uint)shape.Hidden)
            .Add(prefix + "block_count", (uint)shape.Layers)
            .Add(prefix + "attention.head_count", (uint)shape.Heads)
            .Add(prefix + "attention.head_count_kv", (uint)shape.KeyValueHeads)
            .Add(prefix + "feed_forward_length", (uint)shape.Intermediate)
            .Add(prefix + "context_length", (uint)shape.Context)
            .Add(prefix + "attention.layer_norm_rms_epsilon", 1e-6f)
            .Add(prefix + "rope.freq_base", shape.RopeTheta)
            .Add(prefix + "rope.dimension_count", (uint)shape.HeadDimension);
    }

    /// <summary>The head is tied to the embedding, as in both real models.</summary>
    private void AddTensors()
    {
        AddMatrix("token_embd", 0, shape.Vocabulary, shape.Hidden, "token_embd.weight");
        AddVector("output_norm.weight", shape.Hidden, 1);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            AddVector($"blk.{layer}.attn_norm.weight", shape.Hidden, 1);
            AddVector($"blk.{layer}.ffn_norm.weight", shape.Hidden, 1);
            AddLayerMatrix("attn_q", layer, shape.Hidden, shape.Hidden, shape.HasBias);
            AddLayerMatrix("attn_k", layer, shape.KeyValueWidth, shape.Hidden, shape.HasBias);
            AddLayerMatrix("attn_v", layer, shape.KeyValueWidth, shape.Hidden, shape.HasBias);
            AddLayerMatrix("attn_output", layer, shape.Hidden, shape.Hidden);
            AddLayerMatrix("ffn_gate", layer, shape.Intermediate, shape.Hidden);
            AddLayerMatrix("ffn_up", layer, shape.Intermediate, shape.Hidden);
            AddLayerMatrix("ffn_down", layer, shape.Hidden, shape.Intermediate);
        }
    }

    private void AddLayerMatrix(string tensor, int layer, int outputs, int inputs, bool bias = false)
    {
        AddMatrix(tensor, layer, outputs, inputs, $"blk.{layer}.{tensor}.weight");
        if (bias) AddVector($"blk.{layer}.{tensor}.bias", outputs, 0.01f);
    }

    private void AddMatrix(string tensor, int layer, int outputs, int inputs, string name)
    {
        ElementType type = WeightMix.TypeOf(kind, tensor, layer, shape, inputs);
        ElementFormat format = ElementFormat.Of(type);
        long bytes = (long)outputs * inputs / format.BlockElements * format.BlockBytes;
        _writer.AddTensor(name, type, [outputs, inputs], bytes, stream => _weights.Write(stream, type, bytes));
    }

    private void AddVector(string name, int length, float value)
    {
        float[] values = new float[length];
        Array.Fill(values, value);
        _writer.AddTensor(name, ElementType.F32, [length], MemoryMarshal.AsBytes(values.AsSpan()));
    }
}

using Inference.Kernels.Formats;
using Inference.ModelFiles.Gguf;
using Inference.ModelFiles.Safetensors;
using Inference.ModelFiles.Tensors;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Fuzz;

/// <summary>
/// Thousands of damaged files. Each either opens, and then every byte and every value of it can be read, or ends in
/// <see cref="ModelFileException"/>; and none makes the reader allocate out of proportion to the file.
/// </summary>
public sealed class TensorFileFuzzTests : IDisposable
{
    private const int Mutations = 6000;
    private const int AllocationPerByte = 64;
    private const int AllocationAtLeast = 1 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gguf_Mutated_OpensOrIsRefused()
    {
        byte[] original = new GgufWriter { Alignment = 64 }
            .Add("general.architecture", "llama").Add("llama.block_count", 2u).Add("flag", true).Add("scale", 0.5f)
            .Add("split.count", (ushort)1).Add("tokens", new[] { "<s>", "a", "世界" }).Add("scores", new[] { 0f, -1f, -2f })
            .Add("types", new[] { 3, 1, 1 }).Add("nested", new[] { [1L, 2L], new[] { 3L } }).Add("large", ulong.MaxValue)
            .AddTensor("token_embd.weight", ElementType.Q4K, [3, 256], RandomBlocks.Of(ElementType.Q4K, 1, 3))
            .AddTensor("blk.0.attn_q.weight", ElementType.Q80, [2, 64], RandomBlocks.Of(ElementType.Q80, 2, 4))
            .AddTensor("norm", ElementType.F32, [5], RandomBlocks.Of(ElementType.F32, 3, 5))
            .AddTensor("output", ElementType.BF16, [2, 2, 3], RandomBlocks.Of(ElementType.BF16, 4, 12))
            .ToBytes();

        Fuzz(original, headerLength: 900, "a.gguf", ReadGguf);
    }

    [Fact]
    public void Safetensors_Mutated_OpensOrIsRefused()
    {
        byte[] original = new SafetensorsWriter().AddMetadata("format", "pt")
            .AddTensor("model.embed_tokens.weight", ElementType.BF16, [4, 6], RandomBlocks.Of(ElementType.BF16, 1, 24))
            .AddTensor("scale", ElementType.F32, [], RandomBlocks.Of(ElementType.F32, 2, 1))
            .AddTensor("none", ElementType.F16, [0, 3], [])
            .AddTensor("q", ElementType.F8E4M3, [3, 3], RandomBlocks.Of(ElementType.F8E4M3, 3, 9))
            .ToBytes();

        Fuzz(original, headerLength: original.Length - 61, "a.safetensors", path => ReadTensors(SafetensorsModel.Open(path)));
    }

    [Fact]
    public void SafetensorsIndex_Mutated_OpensOrIsRefused()
    {
        string index = SafetensorsWriter.WriteSharded(
            _folder.Path,
            new SafetensorsWriter().AddTensor("a", ElementType.I8, [1], [1]).AddTensor("b", ElementType.I8, [1], [2]),
            new SafetensorsWriter().AddTensor("c", ElementType.I8, [1], [3]));
        byte[] original = File.ReadAllBytes(index);

        Fuzz(original, original.Length, Path.GetFileName(index), path => ReadTensors(SafetensorsModel.Open(path)));
    }

    private void Fuzz(byte[] original, int headerLength, string name, Action<string> read)
    {
        read(_folder.Write(name, original));
        int opened = 0;
        for (int seed = 0; seed < Mutations; seed++)
        {
            byte[] bytes = new ByteMutator(new Random(seed), headerLength).Mutate(original);
            string path = _folder.Write(name, bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(path);
                opened++;
            }
            catch (ModelFileException)
            {
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}: {error}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(
                allocated < AllocationAtLeast + (long)AllocationPerByte * bytes.Length,
                $"Seed {seed}: {allocated} bytes were allocated for a file of {bytes.Length}.");
        }

        // Both outcomes are met often, or the damage is not worth its name.
        Assert.InRange(opened, Mutations / 500, Mutations * 3 / 4);
    }

    private static void ReadGguf(string path)
    {
        using GgufFile file = GgufFile.Open(path);
        foreach (string key in file.Metadata.Keys)
        {
            Assert.NotNull(file.Metadata.Value(key)!.Describe());
            foreach (Func<string, object?> accessor in new Func<string, object?>[]
                {
                    file.Metadata.Text, key => file.Metadata.Integer(key), key => file.Metadata.Number(key), key => file.Metadata.Flag(key),
                    file.Metadata.Texts, file.Metadata.Numbers, file.Metadata.Integers,
                })
            {
                try
                {
                    accessor(key);
                }
                catch (ModelFileException)
                {
                }
            }
        }

        ReadTensors(file.Tensors);
    }

    private static void ReadTensors(TensorCatalog catalog)
    {
        using (catalog)
        {
            foreach (TensorInfo tensor in catalog.Tensors)
            {
                Assert.Equal(tensor.Data.Length, tensor.Data.Span().ToArray().Length);
                Assert.Equal(tensor.ElementCount, tensor.ToSingles().Length);
                if (tensor.RowCount > 0) tensor.ReadRow(tensor.RowCount - 1, new float[tensor.RowLength]);
            }
        }
    }
}

using Inference.Kernels.Formats;
using Inference.Kernels.MatMul;
using Inference.Kernels.Memory;
using Inference.Support;

namespace Inference.Kernels.Tests.MatMul;

/// <summary>A random matrix in a mapped file, and its values.</summary>
internal sealed class TestMatrix : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MappedFile _file;
    private readonly float[] _values;

    /// <param name="change">Changes the random bytes before they become the file.</param>
    public TestMatrix(ElementType type, int outputs, int inputs, Random random, Action<byte[]>? change = null)
    {
        byte[] bytes = RandomBlocks.Of(type, (ulong)random.NextInt64(), outputs * inputs / ElementFormat.Of(type).BlockElements);
        change?.Invoke(bytes);
        _values = new float[outputs * inputs];
        Dequantizer.ToSingle(type, bytes, _values);
        _file = MappedFile.Open(_folder.Write("matrix", bytes));
        Source = new MatrixSource(type, _file.Bytes, outputs, inputs);
    }

    public MatrixSource Source { get; }

    public float Value(int output, int input) => _values[(output * Source.Inputs) + input];

    public float[] Row(int output) => _values[(output * Source.Inputs)..((output + 1) * Source.Inputs)];

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }
}

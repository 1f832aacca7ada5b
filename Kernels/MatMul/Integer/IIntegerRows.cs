using Inference.Kernels.Formats.Blocks;

namespace Inference.Kernels.MatMul.Integer;

/// <summary>Where the integers of a matrix [outputs, inputs] come from.</summary>
internal interface IIntegerRows
{
    int Outputs { get; }

    int Inputs { get; }

    IntegerGroups Groups { get; }

    /// <summary>Bytes of the file that go into a row.</summary>
    int RowBytes { get; }

    /// <summary>Reads <paramref name="count"/> rows. Several threads read at the same time.</summary>
    void Read(int first, int count, IntegerRowBuffer target);

    /// <summary>These rows will not be read again: pages of files may leave memory.</summary>
    void Release(int first, int count);
}

namespace Inference.Kernels.MatMul.Integer;

/// <summary>The same weights for rows of singles: to be multiplied, a panel's part at a time is turned into singles.</summary>
internal sealed unsafe class DequantizedPanels(IntegerPanelMatrix integers) : FloatMatrix(integers.Outputs, integers.Inputs)
{
    public override long ByteSize => integers.ByteSize;

    public override PanelElement Element => PanelElement.Single;

    public override void ReadRow(int output, Span<float> destination) => integers.ReadRow(output, destination);

    public override void Dispose() => integers.Dispose();

    public override byte* Panel(int panel, int first, int inputs, MultiplyScratch scratch)
    {
        IntegerPanel source = integers.Panel(panel);
        float* target = scratch.Panel;
        for (int start = 0; start < inputs; start += source.Group)
        {
            int end = Math.Min(inputs, start + source.Group);
            for (int lane = 0; lane < PanelShape.Outputs; lane++)
            {
                GroupTerms terms = integers.Terms(source, (first + start) / source.Group, lane);
                for (int k = start; k < end; k++)
                    target[(k * PanelShape.Outputs) + lane] = terms.Value(ScalarIntegerPanelKernel.Weight(source, first + k, lane));
            }
        }

        return (byte*)target;
    }
}

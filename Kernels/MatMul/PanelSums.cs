using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.MatMul;

/// <summary>A panel multiplied with rows, a part of the inputs at a time.</summary>
internal static unsafe class PanelSums<TPanel, TBFloat16, TInteger>
    where TPanel : struct, IPanelKernel
    where TBFloat16 : struct, IBFloat16Kernel
    where TInteger : struct, IIntegerPanelKernel
{
    public static void Accumulate(FloatMatrix weights, int panel, float* input, int stride, int rows, float* sums, MultiplyScratch scratch)
    {
        for (int first = 0; first < weights.Inputs; first += PanelShape.InputsAtOnce)
        {
            int inputs = Math.Min(PanelShape.InputsAtOnce, weights.Inputs - first);
            byte* part = weights.Panel(panel, first, inputs, scratch);
            TPanel.Accumulate(weights.Element, part, input + first, stride, rows, inputs, sums);
        }
    }

    public static void Accumulate(PanelMatrix weights, int panel, in BFloat16Rows input, int rows, float* sums)
    {
        int atOnce = rows <= PanelShape.FewRows ? weights.Inputs : PanelShape.InputsAtOnce;
        for (int first = 0; first < weights.Inputs; first += atOnce)
        {
            int pairs = (Math.Min(atOnce, weights.Inputs - first) + 1) / 2;
            TBFloat16.Accumulate(weights.Panel(panel, first), input.From(0, first), rows, pairs, sums);
        }
    }

    public static void Accumulate(in IntegerPanel panel, int groups, in QuantizedRows input, int rows, float* sums)
    {
        int atOnce = rows <= PanelShape.FewRows ? groups : TInteger.InputsAtOnce / panel.Group;
        for (int first = 0; first < groups; first += atOnce)
            TInteger.Accumulate(panel, input, rows, first, Math.Min(atOnce, groups - first), sums);
    }
}

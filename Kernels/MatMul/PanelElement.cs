namespace Inference.Kernels.MatMul;

/// <summary>
/// The number format of a packed panel. Inputs lie in pairs (an odd last one is followed by zeros):
/// 16-bit formats as [inputs / 2][32 outputs][2], singles as [inputs][32 outputs].
/// </summary>
internal enum PanelElement
{
    Single,
    BFloat16,
    Float16,
}

internal static class PanelElementSize
{
    public static int Bytes(PanelElement element) => element == PanelElement.Single ? 4 : 2;
}

namespace Inference.Kernels.MatMul;

/// <summary>A matrix that multiplies rows of singles.</summary>
internal abstract unsafe class FloatMatrix(int outputs, int inputs) : WeightMatrix(outputs, inputs)
{
    /// <summary>The format in which <see cref="Panel"/> gives weights.</summary>
    public abstract PanelElement Element { get; }

    /// <summary>Where a panel's weights for inputs <paramref name="first"/> … lie, which may be in <paramref name="scratch"/>.</summary>
    /// <param name="first">A multiple of <see cref="PanelShape.InputsAtOnce"/>.</param>
    public abstract byte* Panel(int panel, int first, int inputs, MultiplyScratch scratch);
}

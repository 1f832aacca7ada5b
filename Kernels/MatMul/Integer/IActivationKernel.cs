namespace Inference.Kernels.MatMul.Integer;

/// <summary>
/// Turns rows of floats into bytes, group by group: scale = max |x| / 127, byte = x · (127 / max |x|) rounded to nearest even, which is within ±127.
/// A group of zeros, or of numbers below 2⁻¹²⁰, has the scale 0 and zeros. A group with a NaN or an infinity has the scale NaN and zeros, which makes every sum that it enters NaN.
/// </summary>
internal unsafe interface IActivationKernel
{
    /// <param name="input">The first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">How many.</param>
    /// <param name="inputs">The length of a row.</param>
    /// <param name="group">16 or 32.</param>
    /// <param name="target">The rows to write. The last group of each is filled up with zeros.</param>
    static abstract void Quantize(float* input, nint stride, int rows, int inputs, int group, in QuantizedRows target);
}

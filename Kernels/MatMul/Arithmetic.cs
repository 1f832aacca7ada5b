namespace Inference.Kernels.MatMul;

/// <summary>In which precision weights are multiplied. A process uses one for every number of rows, so that a row's bits never depend on it.</summary>
public enum Arithmetic
{
    /// <summary>
    /// Each kind of weights in its own: quantised ones as integers, with inputs that are rounded to 8 bits group by group; bf16 ones with
    /// inputs rounded to bf16, where there are instructions for it. There attention's queries and weights are rounded to bf16 too, as keys and values
    /// are in the cache.
    /// </summary>
    Native,

    /// <summary>The reference: inputs stay singles, and weights become what their format says, exactly.</summary>
    Float32,
}

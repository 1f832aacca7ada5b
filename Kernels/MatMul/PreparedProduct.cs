namespace Inference.Kernels.MatMul;

/// <summary>A product with the other forms of what goes in and comes out.</summary>
/// <param name="Product">The product.</param>
/// <param name="Input">What its weights read; null where they read the singles as they are.</param>
/// <param name="GateInput">What its gate's weights read; null where they read the singles as they are, or there is no gate.</param>
/// <param name="Result">What the next product reads; null where singles are wanted.</param>
internal readonly record struct PreparedProduct(Product Product, PreparedInput? Input, PreparedInput? GateInput, PreparedInput? Result);

namespace Inference.Kernels.Threading;

/// <summary>Work in numbered items that may run in any order and at the same time.</summary>
public interface IParallelWork
{
    /// <param name="item">Which item.</param>
    /// <param name="worker">Which thread of the pool runs it, from 0: an index into scratch memory.</param>
    void Run(int item, int worker);
}

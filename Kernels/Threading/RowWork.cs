namespace Inference.Kernels.Threading;

/// <summary>The same for every row, some rows an item.</summary>
internal sealed class RowWork(int rows, int rowsPerItem, Action<int> action) : IParallelWork
{
    public int Items => (rows + rowsPerItem - 1) / rowsPerItem;

    public void Run(int item, int worker)
    {
        int first = item * rowsPerItem, end = Math.Min(rows, first + rowsPerItem);
        for (int row = first; row < end; row++) action(row);
    }
}

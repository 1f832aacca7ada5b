namespace Inference.Kernels.Threading;

/// <summary>What is done to each row.</summary>
internal interface IRowOperation
{
    void Run(int row);
}

/// <summary>The same for every row, some rows an item. One object is used again and again.</summary>
internal sealed class RowWork<TOperation> : IParallelWork
    where TOperation : struct, IRowOperation
{
    private TOperation _operation;
    private int _rows;
    private int _rowsPerItem;

    /// <param name="rowsPerItem">Enough that an item is worth another thread's while. Fewer rows run where they are.</param>
    public void Run(WorkerPool pool, in TOperation operation, int rows, int rowsPerItem)
    {
        if (rows <= rowsPerItem)
        {
            for (int row = 0; row < rows; row++) operation.Run(row);
            return;
        }

        (_operation, _rows, _rowsPerItem) = (operation, rows, rowsPerItem);
        pool.Run(this, (rows + rowsPerItem - 1) / rowsPerItem);
        _operation = default;
    }

    public void Run(int item, int worker)
    {
        int first = item * _rowsPerItem, end = Math.Min(_rows, first + _rowsPerItem);
        for (int row = first; row < end; row++) _operation.Run(row);
    }
}

namespace Inference.Kernels.MatMul;

/// <summary>Some panels of one of several products.</summary>
/// <param name="Product">Which one.</param>
/// <param name="First">The first panel.</param>
/// <param name="End">Behind the last.</param>
internal readonly record struct PanelItem(int Product, int First, int End);

/// <summary>
/// Divides the panels of products among threads that claim them. With few rows first large items, because what follows in memory comes while one
/// reads it in order, then ever smaller ones, so that all threads end at the same time. With many rows items that stay in the cache, and threads work
/// far apart: panels side by side leave results in the same cache lines, which cores that write them at once would take from one another.
/// </summary>
internal sealed class PanelItems
{
    /// <summary>Weights that a small item has: enough that claiming it costs nothing beside.</summary>
    private const int Fewest = 1 << 16;

    private readonly List<PanelItem> _items = [];
    private int _parts;

    public int Count => _items.Count;

    public PanelItem this[int item]
    {
        get
        {
            // Every part's first item, then every part's second one …: the first parts are one longer where items do not divide evenly.
            (int place, int part) = Math.DivRem(item, _parts);
            (int length, int longer) = Math.DivRem(Count, _parts);
            return _items[(part * length) + Math.Min(part, longer) + place];
        }
    }

    public void Divide(IReadOnlyList<PreparedProduct> products, int threads)
    {
        _items.Clear();
        _parts = 1;
        long left = 0;
        for (int i = 0; i < products.Count; i++)
        {
            left += Weights(products[i].Product) * products[i].Product.Weights.Panels;
            if (products[i].Product.Rows > PanelShape.RowsAtOnce) _parts = threads;
        }

        for (int i = 0; i < products.Count; i++)
        {
            Product product = products[i].Product;
            long weights = Math.Max(1, Weights(product));
            for (int first = 0; first < product.Weights.Panels;)
            {
                // Rows that take several turns through an item read it again: it must stay in the cache.
                long share = product.Rows <= PanelShape.RowsAtOnce ? left / (2 * threads) : 0;
                int panels = (int)Math.Clamp(Math.Max(Fewest, share) / weights, 1, product.Weights.Panels - first);
                _items.Add(new PanelItem(i, first, first + panels));
                first += panels;
                left -= panels * weights;
            }
        }
    }

    /// <summary>Of a panel, and of its gate's.</summary>
    private static long Weights(in Product product) => (long)product.Weights.Inputs * PanelShape.Outputs * (product.Gate is null ? 1 : 2);
}

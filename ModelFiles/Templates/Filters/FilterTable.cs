using Inference.ModelFiles.Templates.Functions;

namespace Inference.ModelFiles.Templates.Filters;

/// <summary>Every filter by name.</summary>
internal static class FilterTable
{
    private static readonly Lazy<OperationTable> _table = new(() => new OperationTable
    {
        TextFilters.Table,
        MarkupFilters.Table,
        ConversionFilters.Table,
        NumberFilters.Table,
        SequenceFilters.Table,
        GroupingFilters.Table,
        OrderFilters.Table,
        SelectionFilters.Table,
    }.WithAliases(("count", "length"), ("d", "default"), ("e", "escape")));

    public static Operation? Find(string name) => _table.Value.TryGet(name, out Operation? filter) ? filter : null;
}

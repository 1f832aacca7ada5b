using Inference.Kernels.Attention;
using Inference.Kernels.Elementwise;
using Inference.Kernels.Formats;
using Inference.Kernels.Lanes;
using Inference.Kernels.MachineCode.Tiles;

namespace Inference.Kernels.MachineCode;

/// <summary>Attends in bf16 where the cache holds bf16 and the processor multiplies it.</summary>
internal sealed unsafe class MachineRowKernels : LaneRowKernels<Avx512Lanes>
{
    private readonly CacheTiles? _tiles = MachineKernels.Instance?.Caches;

    /// <summary>Each query takes the first half of its place.</summary>
    public override void LoadQueries(AttentionShape shape, PagedKeyValues cache, float* queries, int count)
    {
        if (!AttendsInBFloat16(cache))
        {
            base.LoadQueries(shape, cache, queries, count);
            return;
        }

        int dimension = shape.HeadDimension;
        for (int query = 0; query < count; query++, queries += dimension) BFloat16.FromSingles(queries, (ushort*)queries, dimension);
    }

    public override void AttendChunk(AttentionShape shape, PagedKeyValues cache, in ChunkOfContext chunk, in QueryTile tile)
    {
        if (AttendsInBFloat16(cache)) MachineChunkKernel.Run(_tiles!, shape, cache, chunk, tile);
        else base.AttendChunk(shape, cache, chunk, tile);
    }

    private bool AttendsInBFloat16(PagedKeyValues cache) => _tiles is not null && cache.Format == KeyValueFormat.BFloat16;
}

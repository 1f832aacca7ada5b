namespace Inference.Kernels.Attention;

/// <summary>What one thread does in one go: some chunks of what a tile of rows sees, with all query heads of one key and value head.</summary>
/// <param name="Chunk">The first chunk.</param>
/// <param name="Chunks">How many.</param>
/// <param name="Whole">The piece of the tile and head that came first, where they are several; −1: this is all of it.</param>
internal readonly record struct AttentionPiece(AttentionTile Tile, int Head, int Chunk, int Chunks, int Whole);

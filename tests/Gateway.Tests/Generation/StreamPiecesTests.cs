using Inference.Contracts;
using Inference.Gateway.Generation;

namespace Inference.Gateway.Tests.Generation;

public sealed class StreamPiecesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Every_TwoChoices_SaysTheSameInFewerPieces(int tokens)
    {
        TextPiece[] pieces = [.. Enumerable.Range(0, 20).Select(i => Piece(choice: i % 2, token: i, isLast: i >= 18))];

        List<TextPiece> merged = await ReadAsync(StreamPieces.Every(tokens, From(pieces)));

        for (int choice = 0; choice < 2; choice++)
        {
            TextPiece[] expected = [.. pieces.Where(piece => piece.Choice == choice)], actual = [.. merged.Where(piece => piece.Choice == choice)];
            Assert.Equal(string.Concat(expected.Select(piece => piece.Text)), string.Concat(actual.Select(piece => piece.Text)));
            Assert.Equal(expected.SelectMany(piece => piece.Tokens), actual.SelectMany(piece => piece.Tokens));
            Assert.Equal(expected.SelectMany(piece => piece.Logprobs!), actual.SelectMany(piece => piece.Logprobs!));
            Assert.Equal(expected[^1].End, actual[^1].End);
            Assert.All(actual[..^1], piece => Assert.Null(piece.End));

            // The first token by itself, the others so many together.
            Assert.Equal(1 + ((9 + tokens - 1) / tokens), actual.Length);
            Assert.Single(actual[0].Tokens);
        }
    }

    [Fact]
    public async Task Every_SourceFails_SaysNoPieceThatIsNotWhole()
    {
        List<TextPiece> seen = [];

        await Assert.ThrowsAsync<InferenceException>(async () =>
        {
            await foreach (TextPiece piece in StreamPieces.Every(10, Failing())) seen.Add(piece);
        });

        Assert.Equal([0], seen.SelectMany(piece => piece.Tokens));
    }

    private static async IAsyncEnumerable<TextPiece> Failing()
    {
        await foreach (TextPiece piece in From([.. Enumerable.Range(0, 3).Select(i => Piece(0, i, isLast: false))])) yield return piece;
        throw new InferenceException(InferenceError.EngineFailed, "It broke.");
    }

    private static async IAsyncEnumerable<TextPiece> From(TextPiece[] pieces)
    {
        foreach (TextPiece piece in pieces)
        {
            await Task.Yield();
            yield return piece;
        }
    }

    private static async Task<List<TextPiece>> ReadAsync(IAsyncEnumerable<TextPiece> pieces)
    {
        List<TextPiece> all = [];
        await foreach (TextPiece piece in pieces) all.Add(piece);
        return all;
    }

    private static TextPiece Piece(int choice, int token, bool isLast) =>
        new(0, choice, $"{token} ", [token], [new TokenLogprobs(token, -1, 1, [])], isLast ? new ChoiceEnd(FinishReason.Length) : null);
}

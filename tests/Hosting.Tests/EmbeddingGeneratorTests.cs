using Inference.Contracts;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Inference.Hosting.Tests;

public sealed class EmbeddingGeneratorTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private IEmbeddingGenerator<string, Embedding<float>> Generator => engine.Provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

    [Fact]
    public async Task Generate_Texts_GivesAVectorOfLengthOneForEach()
    {
        GeneratedEmbeddings<Embedding<float>> vectors = await Generator.GenerateAsync(["one", "two", "one"]);

        Assert.Equal(3, vectors.Count);
        Assert.Equal(9, vectors.Usage!.InputTokenCount);
        Assert.Equal(vectors[0].Vector.ToArray(), vectors[2].Vector.ToArray());
        Assert.NotEqual(vectors[0].Vector.ToArray(), vectors[1].Vector.ToArray());
        Assert.All(vectors, vector => Assert.Equal(1, vector.Vector.ToArray().Sum(value => value * value), 1e-5));
        Assert.All(vectors, vector => Assert.Equal("tiny", vector.ModelId));
        Assert.Equal(vectors[0].Vector.Length, Generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions);
    }

    [Fact]
    public async Task Generate_Dimensions_ShortensVectors()
    {
        Embedding<float> vector = await Generator.GenerateAsync("one", new EmbeddingGenerationOptions { Dimensions = 4 });
        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => Generator.GenerateAsync(["one"], new EmbeddingGenerationOptions { Dimensions = 10_000 }));

        Assert.Equal(4, vector.Dimensions);
        Assert.Equal(nameof(EmbeddingGenerationOptions.Dimensions), refusal.Parameter);
    }

    [Fact]
    public async Task Generate_Nothing_GivesNothing() => Assert.Empty(await Generator.GenerateAsync([]));

    [Fact]
    public async Task Generate_Cancelled_IsCancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Generator.GenerateAsync(["one"], cancellationToken: new CancellationToken(canceled: true)));
}

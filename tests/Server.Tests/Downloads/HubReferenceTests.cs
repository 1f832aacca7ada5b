using Inference.Server.Downloads;
using Inference.Server.Terminal;

namespace Inference.Server.Tests.Downloads;

public sealed class HubReferenceTests
{
    [Theory]
    [InlineData("hf://Qwen/Qwen2.5-0.5B", "Qwen/Qwen2.5-0.5B", "main", null)]
    [InlineData("hf://org/name@v1.0", "org/name", "v1.0", null)]
    [InlineData("hf://org/name@refs/pr/1", "org/name", "refs/pr/1", null)]
    [InlineData("hf://org/name@feature%2Fx", "org/name", "feature/x", null)]
    [InlineData("hf://org/name/q4.gguf", "org/name", "main", "q4.gguf")]
    [InlineData("hf://org/name@v1/sub/q4.GGUF", "org/name", "v1", "sub/q4.GGUF")]
    [InlineData("hf://org/name@refs/pr/1/q4.gguf", "org/name", "refs/pr/1", "q4.gguf")]
    public void Parse_Reference_HasItsParts(string text, string repository, string revision, string? file) =>
        Assert.Equal(new HubReference(repository, revision, file), HubReference.Parse(text));

    [Theory]
    [InlineData("org/name")]
    [InlineData("hf://name")]
    [InlineData("hf://org/name@")]
    [InlineData("hf://org/../x")]
    [InlineData("hf://./name")]
    [InlineData("hf://org/name/model.safetensors")]
    [InlineData("hf://org/na me")]
    [InlineData("https://huggingface.co/org/name")]
    public void Parse_NoReference_IsWrongUsage(string text) => Assert.Throws<UsageException>(() => HubReference.Parse(text));

    [Fact]
    public void IsCommit_Hash_IsOne()
    {
        Assert.True(HubReference.Parse("hf://org/name@" + FakeHub.CommitOf(7)).IsCommit);
        Assert.False(HubReference.Parse("hf://org/name@7abc").IsCommit);
    }
}

namespace Inference.ModelFiles.Tests;

public sealed class ModelFileExceptionTests
{
    [Fact]
    public void Message_SeveralProblems_NamesFileAndTensorOfEach()
    {
        ModelFileException error = new(
        [
            new ModelFileProblem("a.safetensors", "lm_head.weight", "is missing"),
            new ModelFileProblem("config.json", null, "is not JSON"),
        ]);

        Assert.Equal("2 problems:\n  a.safetensors: lm_head.weight: is missing\n  config.json: is not JSON", error.Message);
    }
}

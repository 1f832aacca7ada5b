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

    [Fact]
    public void Message_MoreProblemsThanAnybodyReads_TellsHowManyAndTheFirst()
    {
        ModelFileException error = new([.. Enumerable.Range(0, 300).Select(layer => new ModelFileProblem("a.safetensors", $"layers.{layer}", "is missing"))]);

        Assert.StartsWith("300 problems, the first 5 of them:\n  a.safetensors: layers.0: is missing\n", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, error.Message.Split('\n').Length);
        Assert.Equal(300, error.Problems.Count);
    }
}

using Inference.LoadTests.Arrivals;
using Inference.Support;

namespace Inference.LoadTests.Tests.Arrivals;

public sealed class TraceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_AzureCsv_TimesCountFromTheFirst()
    {
        string path = Write("""
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16 18:15:46.6805900,374,44
            2023-11-16 18:15:48.1805900,396,109

            """);

        Assert.Equal(
            [new Arrival(TimeSpan.Zero, 374, 44), new Arrival(TimeSpan.FromSeconds(1.5), 396, 109)],
            TraceFile.Read(path, 1));
    }

    [Fact]
    public void Read_MooncakeLinesAtDoubleSpeed_TimesAreHalf()
    {
        string path = Write("""
            {"timestamp": 3000, "input_length": 10, "output_length": 5, "hash_ids": [1, 2]}
            {"timestamp": 1000, "input_length": 20, "output_length": 6}
            """);

        Assert.Equal([new Arrival(TimeSpan.Zero, 20, 6), new Arrival(TimeSpan.FromSeconds(1), 10, 5)], TraceFile.Read(path, 2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("when,what\n1,2")]
    [InlineData("TIMESTAMP\nyesterday-ish")]
    [InlineData("TIMESTAMP,ContextTokens\n1")]
    [InlineData("{\"timestamp\": \"x\"}")]
    [InlineData("{\"timestamp\": 1}\n{")]
    [InlineData("{\"timestamp\": 1, \"input_length\": 1e99}")]
    [InlineData("{\"timestamp\": 1e300}")]
    public void Read_NoTrace_SaysWhichFile(string content)
    {
        string path = Write(content);

        Assert.Contains(path, Assert.Throws<LoadTestException>(() => TraceFile.Read(path, 1)).Message);
    }

    [Fact]
    public void Read_NoFile_IsToldInOneLine() => Assert.Throws<LoadTestException>(() => TraceFile.Read(Path.Combine(_folder.Path, "none"), 1));

    private string Write(string content)
    {
        string path = Path.Combine(_folder.Path, "trace");
        File.WriteAllText(path, content);
        return path;
    }
}

using System.Text;
using Inference.ModelFiles.Configuration;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Configuration;

public sealed class PoolingConfigReaderTests : IDisposable
{
    private const string Modules = """
        [{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},
         {"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"}@]
        """;

    private const string NormalizeModule = """,{"idx":2,"name":"2","path":"2_Normalize","type":"sentence_transformers.models.Normalize"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadPooling_NothingSaid_LastTokenNormalised() => Assert.Equal(new PoolingConfig(PoolingMethod.Last, true), Read(null, null));

    [Theory]
    [InlineData("""{"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":false,"pooling_mode_max_tokens":false,"pooling_mode_lasttoken":true}""", PoolingMethod.Last)]
    [InlineData("""{"word_embedding_dimension":32,"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true}""", PoolingMethod.Mean)]
    [InlineData("""{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}""", PoolingMethod.Cls)]
    [InlineData("""{"word_embedding_dimension":32}""", PoolingMethod.Mean)]
    [InlineData("""{"pooling_mode":"lasttoken"}""", PoolingMethod.Last)]
    [InlineData("""{"pooling_mode":"mean"}""", PoolingMethod.Mean)]
    [InlineData("""{"pooling_mode":"cls"}""", PoolingMethod.Cls)]
    public void ReadPooling_SentenceTransformers_IsWhatTheModulesSay(string config, PoolingMethod expected)
    {
        Assert.Equal(new PoolingConfig(expected, false), Read(Modules.Replace("@", ""), config));
        Assert.Equal(new PoolingConfig(expected, true), Read(Modules.Replace("@", NormalizeModule), config));
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("""[{"type":"sentence_transformers.models.Transformer"}]""", null)]
    public void ReadPooling_ModulesWithoutPooling_LastTokenNormalised(string modules, string? config) =>
        Assert.Equal(PoolingConfig.Default, Read(modules, config));

    [Theory]
    [InlineData("""{"pooling_mode_max_tokens":true,"pooling_mode_mean_tokens":false}""", "pooling_mode_max_tokens: pooling_mode_max_tokens is not supported")]
    [InlineData("""{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":true}""", "pooling_mode_mean_tokens, pooling_mode_cls_token is not supported")]
    [InlineData("""{"pooling_mode_mean_tokens":false}""", "no mode is true")]
    [InlineData("""{"pooling_mode_mean_tokens":"yes"}""", "must be true or false")]
    [InlineData("""{"pooling_mode":"max"}""", "'max' is not supported")]
    [InlineData("""{"pooling_mode":7}""", "must be a string")]
    [InlineData("[1]", "must hold a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData(null, "cannot be read")]
    public void ReadPooling_PoolingThatIsWrong_IsRefused(string? config, string expected) =>
        Assert.Contains(expected, Assert.Throws<ModelFileException>(() => Read(Modules.Replace("@", ""), config)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "must hold a JSON list")]
    [InlineData("[7]", "[0].type: '' is not supported")]
    [InlineData("""[{"type":"sentence_transformers.models.Dense","path":"2_Dense"}]""", "[0].type: 'Dense' is not supported")]
    [InlineData("""[{"type":"a.Pooling","path":"../1_Pooling"}]""", "[0].path: must name a folder")]
    [InlineData("""[{"type":"a.Pooling","path":"/etc"}]""", "[0].path: must name a folder")]
    [InlineData("""[{"type":"a.Pooling","path":"a\u0000b"}]""", "[0].path: must name a folder")]
    [InlineData("""[{"type":"a.Pooling","path":5}]""", "[0].path: must name a folder")]
    public void ReadPooling_ModulesThatAreWrong_AreRefused(string modules, string expected) =>
        Assert.Contains(expected, Assert.Throws<ModelFileException>(() => Read(modules, "{}")).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadPooling_SpoiltFiles_EndInAnErrorOrAConfiguration()
    {
        Random random = new(1);
        byte[] modules = Encoding.UTF8.GetBytes(Modules.Replace("@", NormalizeModule)), config = """{"pooling_mode_lasttoken":true,"pooling_mode_mean_tokens":false}"""u8.ToArray();
        for (int i = 0; i < 300; i++)
        {
            byte[] spoilt = [.. modules], spoiltConfig = [.. config];
            spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256);
            spoiltConfig[random.Next(spoiltConfig.Length)] = (byte)random.Next(256);
            WriteModel(spoilt, spoiltConfig);
            using ModelPackage package = ModelPackage.Open(_folder.Path);
            Exception? error = Record.Exception(() => package.ReadPooling());
            Assert.True(error is null or ModelFileException, error?.ToString());
        }
    }

    [Theory]
    [InlineData(null, PoolingMethod.Last)]
    [InlineData(0u, PoolingMethod.Last)]
    [InlineData(1u, PoolingMethod.Mean)]
    [InlineData(2u, PoolingMethod.Cls)]
    [InlineData(3u, PoolingMethod.Last)]
    public void ReadPooling_Gguf_IsWhatTheMetadataSays(uint? type, PoolingMethod expected) =>
        Assert.Equal(new PoolingConfig(expected, true), ReadGguf(type is { } value ? TinyModel.Gguf("qwen3").Add("qwen3.pooling_type", value) : TinyModel.Gguf("qwen3")));

    [Fact]
    public void ReadPooling_GgufRanks_IsRefused() => Assert.Contains(
        "qwen3.pooling_type: is 4, which is not supported",
        Assert.Throws<ModelFileException>(() => ReadGguf(TinyModel.Gguf("qwen3").Add("qwen3.pooling_type", 4u))).Message,
        StringComparison.Ordinal);

    private PoolingConfig Read(string? modules, string? config)
    {
        WriteModel(modules is null ? null : Encoding.UTF8.GetBytes(modules), config is null ? null : Encoding.UTF8.GetBytes(config));
        using ModelPackage package = ModelPackage.Open(_folder.Path);
        return package.ReadPooling();
    }

    private void WriteModel(byte[]? modules, byte[]? config)
    {
        File.WriteAllText(_folder.PathTo("config.json"), "{}");
        if (modules is not null) File.WriteAllBytes(_folder.PathTo("modules.json"), modules);
        Directory.CreateDirectory(_folder.PathTo("1_Pooling"));
        if (config is not null) File.WriteAllBytes(Path.Combine(_folder.PathTo("1_Pooling"), "config.json"), config);
    }

    private PoolingConfig ReadGguf(GgufWriter writer)
    {
        File.WriteAllBytes(_folder.PathTo("model.gguf"), writer.ToBytes());
        using ModelPackage package = ModelPackage.Open(_folder.PathTo("model.gguf"));
        return package.ReadPooling();
    }
}

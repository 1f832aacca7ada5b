using System.Text.Json.Nodes;
using Inference.Kernels.Formats;
using Inference.ModelFiles.Configuration;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Configuration;

public sealed class ModelConfigReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadModel_PlainLlama_IsWhole()
    {
        using ModelPackage package = TinyModel.Open(_folder, TinyModel.Config());

        (ModelConfig config, var weights) = package.ReadModel();

        Assert.Equal(8, config.HeadDimension);
        Assert.Equal(10_000, config.Rope.Theta);
        Assert.Equal([2], config.EosTokenIds);
        Assert.Equal(12, weights.All.Count());
    }

    [Fact]
    public void ReadModel_SeveralThingsWrong_ListsEveryOneWithFileAndTensor()
    {
        var tensors = TinyModel.HuggingFaceTensors();
        tensors.Remove("lm_head.weight");
        tensors["model.norm.weight"] = [TinyModel.Hidden + 1];
        using ModelPackage package = TinyModel.Open(_folder, TinyModel.Config(), tensors);

        ModelFileException error = Assert.Throws<ModelFileException>(() => package.ReadModel());

        Assert.Equal(["lm_head.weight", "model.norm.weight"], error.Problems.Select(problem => problem.Item).Order());
        Assert.Contains("has shape [33], should be [32]", error.Message, StringComparison.Ordinal);
        Assert.Contains("is missing; it should be [40, 32]", error.Message, StringComparison.Ordinal);
        Assert.Contains("model.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadConfig_SeveralFieldsWrong_ListsEveryOne()
    {
        JsonObject wrong = TinyModel.Config();
        wrong["hidden_size"] = "wide";
        wrong["num_hidden_layers"] = 0;
        wrong["num_key_value_heads"] = 3;
        wrong["rms_norm_eps"] = -1;
        wrong["hidden_act"] = "relu";
        wrong.Remove("vocab_size");
        using ModelPackage package = TinyModel.Open(_folder, wrong);

        ModelFileException error = Assert.Throws<ModelFileException>(() => package.ReadConfig());

        Assert.Equal(
            ["hidden_act", "hidden_size", "num_hidden_layers", "num_key_value_heads", "rms_norm_eps", "vocab_size"],
            error.Problems.Select(problem => problem.Item).Distinct().Order());
    }

    [Theory]
    [InlineData("LlamaForCausalLM", "gelu_pytorch_tanh", Activation.GeluTanh)]
    [InlineData("LlamaForCausalLM", "silu", Activation.Silu)]
    [InlineData("Gemma2ForCausalLM", "gelu", Activation.GeluTanh)]
    public void ReadConfig_Activation_IsTheOneNamed(string architecture, string name, Activation expected)
    {
        JsonObject named = TinyModel.Config();
        named["architectures"] = new JsonArray(architecture);
        named["hidden_act"] = name;
        using ModelPackage package = TinyModel.Open(_folder, named);

        Assert.Equal(expected, package.ReadConfig().Activation);
    }

    [Fact]
    public void ReadConfig_ExactGeluOutsideGemma_IsRefused()
    {
        JsonObject named = TinyModel.Config();
        named["hidden_act"] = "gelu";
        using ModelPackage package = TinyModel.Open(_folder, named);

        Assert.Contains("hidden_act: 'gelu' is not supported", Assert.Throws<ModelFileException>(() => package.ReadConfig()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 50f, 30f)]
    [InlineData("""{"attn_logit_softcapping":null,"final_logit_softcapping":7}""", null, 7f)]
    public void ReadConfig_Gemma2Softcaps_AbsentIsTheFamilysOwnAndNullIsNone(string fields, float? attention, float? logits)
    {
        JsonObject gemma = TinyModel.Config();
        gemma["architectures"] = new JsonArray("Gemma2ForCausalLM");
        foreach ((string field, JsonNode? value) in JsonNode.Parse(fields)!.AsObject()) gemma[field] = value?.DeepClone();
        using ModelPackage package = TinyModel.Open(_folder, gemma);

        ModelConfig config = package.ReadConfig();

        Assert.Equal((attention, logits), (config.AttentionSoftcap, config.LogitSoftcap));
    }

    [Theory]
    [InlineData("""{"architectures":["GPTBigCodeForCausalLM"]}""", "'GPTBigCodeForCausalLM' is not supported (LlamaForCausalLM, MistralForCausalLM")]
    [InlineData("""{"hidden_size":1}""", "architectures: is missing, and model_type too")]
    [InlineData("""[1]""", "must hold a JSON object")]
    [InlineData("""{"architectures":""", "is not valid JSON")]
    public void ReadConfig_NotAModelThatCanBeRun_SaysWhy(string json, string expected)
    {
        File.WriteAllText(_folder.PathTo("config.json"), json);
        using ModelPackage package = ModelPackage.Open(_folder.Path);

        ModelFileException error = Assert.Throws<ModelFileException>(() => package.ReadConfig());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_hidden_layers", "2147483647")]
    [InlineData("num_hidden_layers", "1e300")]
    [InlineData("hidden_size", "-4")]
    [InlineData("vocab_size", "9223372036854775807")]
    [InlineData("head_dim", "7")]
    [InlineData("head_dim", "1e9")]
    [InlineData("num_attention_heads", "[4]")]
    [InlineData("rope_theta", "0")]
    [InlineData("rope_scaling", """{"rope_type":"dynamic","factor":2}""")]
    [InlineData("rope_scaling", """{"rope_type":"longrope","short_factor":[1],"long_factor":[1,2,3,4]}""")]
    [InlineData("rope_scaling", """{"rope_type":"llama3","factor":"x"}""")]
    [InlineData("sliding_window", "-3")]
    [InlineData("layer_types", """["linear_attention"]""")]
    [InlineData("quantization_config", """{"quant_method":"aqlm"}""")]
    [InlineData("hidden_act", "\"\\ud800\"")]
    public void ReadConfig_AbsurdField_IsAProblemOfThatField(string field, string json)
    {
        JsonObject config = TinyModel.Config();
        if (field == "layer_types") config["sliding_window"] = 16;
        string text = config.ToJsonString()[..^1] + $",\"{field}\":{json}}}";
        if (config.ContainsKey(field)) text = config.ToJsonString().Replace($"\"{field}\":{config[field]!.ToJsonString()}", $"\"{field}\":{json}", StringComparison.Ordinal);
        TinyModel.Open(_folder, config).Dispose();
        File.WriteAllText(_folder.PathTo("config.json"), text);
        using ModelPackage package = ModelPackage.Open(_folder.Path);

        ModelFileException error = Assert.Throws<ModelFileException>(() => package.ReadConfig());

        Assert.Contains(error.Problems, problem => problem.Item!.StartsWith(field, StringComparison.Ordinal));
    }

    [Fact]
    public void ReadConfig_GenerationConfig_AddsItsEosTokensAndDefaults()
    {
        File.WriteAllText(_folder.PathTo("generation_config.json"), """{"eos_token_id":[2,7,999],"temperature":0.6,"top_k":20,"top_p":0.95}""");
        using ModelPackage package = TinyModel.Open(_folder, TinyModel.Config());

        Assert.Equal([2, 7], package.ReadConfig().EosTokenIds);
        Assert.Equal(new GenerationDefaults { Temperature = 0.6f, TopK = 20, TopP = 0.95f }, package.ReadGenerationDefaults());
    }

    [Fact]
    public void ReadConfig_RopeParameters_AreReadAsRopeScaling()
    {
        JsonObject config = TinyModel.Config();
        config["rope_parameters"] = new JsonObject
        {
            ["rope_type"] = "yarn", ["rope_theta"] = 5e5, ["factor"] = 4.0, ["original_max_position_embeddings"] = 32,
        };
        using ModelPackage package = TinyModel.Open(_folder, config);

        RopeConfig rope = package.ReadConfig().Rope;

        Assert.Equal(500_000, rope.Theta);
        YarnRopeScaling yarn = Assert.IsType<YarnRopeScaling>(rope.Scaling);
        Assert.Equal((4f, 32, 32f, 1f), (yarn.Factor, yarn.OriginalMaxPositions, yarn.BetaFast, yarn.BetaSlow));
        Assert.Equal(1.138629436, yarn.AttentionFactor, 6);
    }

    [Fact]
    public void ReadModel_Fp8_FindsScales()
    {
        var tensors = TinyModel.HuggingFaceTensors();
        using ModelPackage package = TinyModel.Open(_folder, TinyModel.Config(), tensors, ElementType.F8E4M3);
        Assert.All(package.ReadModel().Weights.All, weight => Assert.Null(weight.Value.Scale));

        tensors["model.layers.0.mlp.up_proj.weight_scale_inv"] = [1, 1];
        using ModelPackage scaled = TinyModel.Open(_folder, TinyModel.Config(), tensors, ElementType.F8E4M3);
        Assert.Single(scaled.ReadModel().Weights.All, weight => weight.Value.Scale is not null);

        tensors["model.layers.0.mlp.up_proj.weight_scale_inv"] = [100, 1];
        using ModelPackage wrong = TinyModel.Open(_folder, TinyModel.Config(), tensors, ElementType.F8E4M3);
        Assert.Contains("no grid over the weight's [48, 32]", Assert.Throws<ModelFileException>(() => wrong.ReadModel()).Message, StringComparison.Ordinal);
    }
}

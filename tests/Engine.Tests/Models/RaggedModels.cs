namespace Inference.Engine.Tests.Models;

/// <summary>Configurations of shapes that are a multiple of nothing, one at least for each family and each kind of rope. Each names its head_dim.</summary>
internal static class RaggedModels
{
    private static readonly Dictionary<string, string> Configs = new()
    {
        ["llama, biases, odd heads"] = Config("llama", """
            "hidden_size":72,"num_attention_heads":3,"num_key_value_heads":1,"head_dim":10,"intermediate_size":100,"vocab_size":101,
            "attention_bias":true,"mlp_bias":true
            """),
        ["llama, linear rope"] = Config("llama", """
            "hidden_size":33,"num_attention_heads":5,"num_key_value_heads":5,"head_dim":18,"intermediate_size":31,"vocab_size":65,
            "tie_word_embeddings":true,"rope_scaling":{"rope_type":"linear","factor":4.0}
            """),
        ["llama, llama3 rope"] = Config("llama", """
            "hidden_size":47,"num_attention_heads":6,"num_key_value_heads":3,"head_dim":34,"intermediate_size":59,"vocab_size":97,
            "rope_scaling":{"rope_type":"llama3","factor":8.0,"low_freq_factor":1.0,"high_freq_factor":4.0,
            "original_max_position_embeddings":32}
            """),
        ["llama, yarn rope"] = Config("llama", """
            "hidden_size":40,"num_attention_heads":4,"num_key_value_heads":1,"head_dim":32,"intermediate_size":64,"vocab_size":64,
            "rope_scaling":{"rope_type":"yarn","factor":4.0,"original_max_position_embeddings":32}
            """),
        ["mistral, window 5"] = Config("mistral", """
            "hidden_size":70,"num_attention_heads":8,"num_key_value_heads":8,"head_dim":8,"intermediate_size":130,"vocab_size":50,
            "sliding_window":5
            """),
        ["qwen2, fourteen heads to two, window above"] = Config("qwen2", """
            "hidden_size":84,"num_attention_heads":14,"num_key_value_heads":2,"head_dim":6,"intermediate_size":90,"vocab_size":33,
            "tie_word_embeddings":true,"use_sliding_window":true,"sliding_window":17,"max_window_layers":1
            """),
        ["qwen3, large heads"] = Config("qwen3", """
            "hidden_size":30,"num_attention_heads":2,"num_key_value_heads":1,"head_dim":256,"intermediate_size":70,"vocab_size":129
            """),
        ["gemma2, window 3"] = Config("gemma2", """
            "hidden_size":66,"num_attention_heads":4,"num_key_value_heads":2,"head_dim":48,"intermediate_size":110,"vocab_size":77,
            "sliding_window":3,"query_pre_attn_scalar":48,"attn_logit_softcapping":5.0,"final_logit_softcapping":3.0,
            "hidden_activation":"gelu_pytorch_tanh"
            """),
        ["phi3, long rope on part of a head"] = Config("phi3", """
            "hidden_size":60,"num_attention_heads":3,"num_key_value_heads":3,"head_dim":20,"intermediate_size":77,"vocab_size":85,
            "partial_rotary_factor":0.4,"original_max_position_embeddings":32,
            "rope_scaling":{"type":"longrope","short_factor":[1.0,1.1,1.2,1.3],"long_factor":[1.0,2.0,3.0,4.5]}
            """),
        ["mixtral, five experts"] = Config("mixtral", """
            "hidden_size":50,"num_attention_heads":4,"num_key_value_heads":2,"head_dim":12,"intermediate_size":45,"vocab_size":70,
            "num_local_experts":5,"num_experts_per_tok":3
            """),
        ["qwen3-moe, a dense layer, weights as they are"] = Config("qwen3_moe", """
            "hidden_size":51,"num_attention_heads":4,"num_key_value_heads":4,"head_dim":16,"intermediate_size":80,"vocab_size":90,
            "num_experts":7,"num_experts_per_tok":2,"moe_intermediate_size":21,"norm_topk_prob":false,"mlp_only_layers":[1]
            """),
    };

    public static IEnumerable<string> Names => Configs.Keys;

    public static string ConfigOf(string name) => Configs[name];

    private static string Config(string kind, string fields) => $$"""
        {"model_type":"{{kind}}","num_hidden_layers":3,"rms_norm_eps":1e-5,"rope_theta":10000.0,"max_position_embeddings":512,{{fields}}}
        """;
}

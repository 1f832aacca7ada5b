using Inference.ModelFiles.Tokenization.Models;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Tokens that files are known to mark wrongly: what ends a turn or frames a gap is control, whatever the file calls it.</summary>
internal static class GgufControlTokens
{
    private static readonly string[] Control =
    [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<end_of_turn>", "<|endoftext|>", "<|eom_id|>",
        "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>", "<end_of_utterance>", "<turn|>", "<|tool_response>", "<｜end▁of▁sentence｜>",
        "<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>", "<|code_prefix|>", "<|prefix|>",
        "<|fim_suffix|>", "<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>", "<|code_suffix|>", "<|suffix|>",
        "<|fim_middle|>", "<fim-middle>", "<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>", "<|code_middle|>", "<|middle|>",
        "<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]", "<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>", "<|file_sep|>",
    ];

    /// <summary>Tokens of the harmony format: part of what a model says, to be seen.</summary>
    private static readonly string[] Visible = ["<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"];

    public static void Mark(Vocabulary vocabulary, PieceKind[] kinds)
    {
        foreach (string token in Control)
        {
            if (vocabulary.TryId(token, out int id))
                kinds[id] = PieceKind.Control;
        }
        foreach (string token in Visible)
        {
            if (vocabulary.TryId(token, out int id))
                kinds[id] = PieceKind.UserDefined;
        }
    }
}

using System.Globalization;
using System.Text;
using Inference.ModelFiles.Tokenization;

namespace Inference.Gateway.Generation;

/// <summary>How tokens are called in reports of log-probabilities: by the text they add, or by id.</summary>
internal sealed class TokenNames(Tokenizer? tokenizer, bool asIds)
{
    /// <summary>What stands for minus infinity, which JSON does not have.</summary>
    private const float Impossible = -9999;

    public string Name(int token) => asIds ? IdOf(token) : Text(token);

    /// <summary>The text that it adds, whatever tokens are called; its id where there is no tokenizer.</summary>
    public string Text(int token) => tokenizer is null ? IdOf(token) : Encoding.UTF8.GetString(tokenizer.TokenBytes(token));

    public int[] Bytes(int token) => tokenizer is null ? [] : [.. tokenizer.TokenBytes(token).Select(value => (int)value)];

    public static float Finite(float logprob) => Math.Max(logprob, Impossible);

    private static string IdOf(int token) => string.Create(CultureInfo.InvariantCulture, $"token_id:{token}");
}

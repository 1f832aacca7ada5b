namespace Inference.Server.Generation;

/// <summary>Writes a generation for a reader: the first choice as it comes, further ones whole, each under its number.</summary>
internal sealed class TextGenerationWriter(GenerationRun generation)
{
    public async Task RunAsync(TextWriter output, CancellationToken cancellation)
    {
        bool several = generation.Choices.Count > 1;
        if (several) await output.WriteLineAsync("[0]");
        await foreach (TextPiece piece in generation.RunAsync(cancellation))
        {
            if (piece.Choice != 0 || piece.Text.Length == 0) continue;
            await output.WriteAsync(piece.Text);
            await output.FlushAsync(cancellation);
        }

        await output.WriteLineAsync();
        foreach (ChoiceOutput choice in generation.Choices.Skip(1)) await output.WriteLineAsync($"[{choice.Index}]\n{choice.Text}");
    }
}

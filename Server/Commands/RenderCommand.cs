using System.CommandLine;
using System.Text.Json;
using Inference.ModelFiles;
using Inference.ModelFiles.Templates;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>render</c>: conversations through a chat template.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        Argument<string> template = ArgumentKinds.Path(
            "TEMPLATE",
            """
            A chat template (.jinja), a model directory, or a .gguf file.
            Standard input: one JSON object a line, {"messages": […], "tools": […], "add_generation_prompt": true, "bos_token": "…",
            "eos_token": "…", "now": "2024-07-26T12:00:00"}. Only messages must be there; other fields reach the template as variables.
            Standard output: for each line a JSON string, or {"error": "…"}.
            """);
        Command command = new("render", "Render conversations, one JSON object a line, through a chat template.") { template };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(template), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string path, CancellationToken cancellation)
    {
        ChatTemplateSource source = Open(path);
        if (source.Templates.Count == 0) throw new CommandException($"{path}: the model has no chat template");
        ChatTemplateSet templates = new(source);
        TemplateException? unusable = null;
        try
        {
            templates.Choose(hasTools: false);
        }
        catch (TemplateException error)
        {
            // Whoever reads the answers learns it from them; whoever reads the exit code, from there.
            unusable = error;
            await Console.Error.WriteLineAsync($"{ThisProgram.Name}: {error.Describe(path)}");
        }

        await using Stream input = StandardInput.Open(), output = StandardOutput.Open();
        bool allRead = await JsonLines.AnswerAsync(input, output, Answer, cancellation);
        return unusable is null && allRead ? ExitCode.Done : ExitCode.Failed;

        void Answer(JsonElement line, Utf8JsonWriter writer)
        {
            try
            {
                writer.WriteStringValue(RenderRequest.Read(line).Render(templates));
            }
            catch (Exception error) when (error is TemplateException or CommandException)
            {
                JsonLines.WriteError(writer, error.Message);
            }
        }
    }

    private static ChatTemplateSource Open(string path)
    {
        if (Directory.Exists(path) || path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        {
            using ModelPackage package = ModelPackage.Open(path);
            return package.ReadChatTemplates();
        }

        if (!File.Exists(path)) throw new CommandException($"{path}: does not exist; give a .jinja file, a model directory or a .gguf file");
        return ChatTemplateSource.FromFile(path);
    }
}

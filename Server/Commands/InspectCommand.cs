using System.CommandLine;
using System.Text.Json;
using Inference.ModelFiles;
using Inference.ModelFiles.Tensors;
using Inference.Server.Inspection;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>inspect</c>: what a model's files hold, and what serving it would take.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string> model = ArgumentKinds.Model();
        Option<int?> context = new("--context") { HelpName = "N", Description = "Tokens a sequence, for the memory estimate. Default: all that the model was made for." };
        Option<int> sequences = new("--sequences") { HelpName = "N", Description = "Sequences at once, for the memory estimate.", DefaultValueFactory = _ => 1 };
        Option<bool> tensors = new("--tensors") { Description = "List every tensor too." };
        Option<bool> json = new("--json") { Description = "Write JSON." };
        context.Validators.Add(ArgumentKinds.AtLeastOne);
        sequences.Validators.Add(ArgumentKinds.AtLeastOne);

        Command command = new("inspect", "Show a model's architecture, weights, tokenizer and chat template, check its files, and estimate memory.")
        {
            model, context, sequences, tensors, json,
        };
        command.SetAction(parsed =>
        {
            using ModelPackage package = ModelPackage.Open(parsed.GetRequiredValue(model));
            ModelReport report = new ModelInspector(package, parsed.GetValue(context), parsed.GetValue(sequences)).Read();
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(report, InspectionJson.Default.ModelReport));
            else new ModelReportText(Console.Out).Write(report);
            if (parsed.GetValue(tensors)) WriteTensors(package.Tensors);
            return ReportProblems(report, withNotes: !parsed.GetValue(json));
        });
        return command;
    }

    private static void WriteTensors(TensorCatalog tensors)
    {
        foreach (TensorInfo tensor in tensors.Tensors) Console.WriteLine($"{tensor.Name}\t{tensor.Format.Name}\t[{string.Join(", ", tensor.Shape)}]");
    }

    private static int ReportProblems(ModelReport report, bool withNotes)
    {
        if (withNotes)
        {
            foreach (string note in report.Notes) Console.WriteLine($"{"note",-15}{note}");
        }

        foreach (string problem in report.Problems) Console.Error.WriteLine($"{ThisProgram.Name}: {problem}");
        return report.Problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}

using Inference.LoadTests.Commands;

return await CommandLine.RunAsync(args);

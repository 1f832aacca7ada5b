using Inference.Server.Commands;

return await CommandLine.RunAsync(args);

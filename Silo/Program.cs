using Inference.Server.Commands;
using Inference.Silo.Commands;

return await CommandLine.RunAsync(args, _ => [SiloCommand.Create(), ClusterCommand.Create()], "inference");

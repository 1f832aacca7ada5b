using Inference.Server.Telemetry;
using Inference.Server.Terminal;

namespace Inference.Server.Tests.Telemetry;

public sealed class TraceDestinationTests
{
    [Theory]
    [InlineData(null, "", null)]
    [InlineData(null, "OTEL_EXPORTER_OTLP_ENDPOINT=http://there:4317", "Grpc http://there:4317/")]
    [InlineData(null, "OTEL_EXPORTER_OTLP_ENDPOINT=http://there:4318/ OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "HttpProtobuf http://there:4318/v1/traces")]
    [InlineData(null, "OTEL_EXPORTER_OTLP_ENDPOINT=http://there/base OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "HttpProtobuf http://there/base/v1/traces")]
    [InlineData(null, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://own:1/mine OTEL_EXPORTER_OTLP_ENDPOINT=http://there OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf", "HttpProtobuf http://own:1/mine")]
    [InlineData("http://given:4317", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://own", "Grpc http://given:4317/")]
    [InlineData("grpc://given:4317", "", "Grpc http://given:4317/")]
    [InlineData("given:4317", "", "Grpc http://given:4317/")]
    [InlineData("https://given", "", "Grpc https://given/")]
    [InlineData("http://given", "OTEL_SDK_DISABLED=true", null)]
    [InlineData(null, "OTEL_EXPORTER_OTLP_ENDPOINT=http://there OTEL_TRACES_EXPORTER=none", null)]
    public void Read_OptionAndEnvironment_GiveTheEndpoint(string? option, string environment, string? expected)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        TraceDestination? options = TraceDestination.Read(option, name => variables.GetValueOrDefault(name));

        Assert.Equal(expected, options is null ? null : $"{options.Protocol} {options.Endpoint.AbsoluteUri}");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("ftp://there", "")]
    [InlineData("http://", "")]
    [InlineData("http://there", "json")]
    public void Read_Wrong_IsOneLine(string option, string protocol) =>
        Assert.Throws<UsageException>(() => TraceDestination.Read(option, name => name == "OTEL_EXPORTER_OTLP_PROTOCOL" ? protocol : null));
}
